// How a file holds a series.
import type { ByteRange, FileReader } from '@infonce/runtime/internals'

/** How the samples of a file lie in it. */
export interface SeriesLayout {
  readonly channels: number
  /** Hz; null where the format has none. */
  readonly rate: number | null
  /** Samples a channel. */
  readonly length: number
  /** Where the samples lie. */
  readonly data: ByteRange
  /** Whether the format can only hold finite numbers, so that the samples need not be looked at. */
  readonly alwaysFinite: boolean
  /** The samples, `[channels, length]` row-major, from the bytes of `data`. */
  decode(bytes: Uint8Array): Float32Array
}

/** A kind of file that holds one series. */
export interface SeriesFormat {
  readonly name: string
  readonly extension: string
  /** The layout of a file of `size` bytes, whose path is for messages. Throws a `SeriesError` for bad files. */
  layout(size: number, path: string): FileReader<SeriesLayout>
}
