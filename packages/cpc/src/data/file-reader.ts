// Readers of file formats that ask for the bytes they need, so that one reader serves files and bytes in memory.

/** A range of a file; a reader that asks for more than the file holds gets what there is. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

/** A reader as a coroutine: it yields the ranges it wants, each once, and is sent their bytes. */
export type FileReader<T> = Generator<ByteRange, T, Uint8Array>

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

/** What a reader makes of bytes in memory. */
export function readFromBytes<T>(reader: FileReader<T>, bytes: Uint8Array): T {
  let step = reader.next()
  while (!step.done) {
    const { offset, length } = step.value
    step = reader.next(bytes.subarray(offset, offset + length))
  }
  return step.value
}
