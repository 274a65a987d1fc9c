// What tools/oracles/series_files.py wrote: files, their samples, and resampled series.
import fixture from '../fixtures/series-files.json' with { type: 'json' }

export interface OracleFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** By channel. */
  readonly samples: readonly (readonly number[])[]
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

export const wavFiles: readonly (OracleFile & { readonly rate: number })[] = fixture.wav.map((file) => ({
  ...file,
  bytes: bytesOf(file.base64),
}))

export const npyFiles: readonly OracleFile[] = fixture.npy.map((file) => ({ ...file, bytes: bytesOf(file.base64) }))

export const refusedFiles: readonly { readonly codec: string; readonly bytes: Uint8Array }[] = fixture.refused.map(
  ({ codec, base64 }) => ({ codec, bytes: bytesOf(base64) }),
)

export const flacFile: Uint8Array = bytesOf(fixture.flac)

export const resampledSeries: readonly {
  readonly from: number
  readonly to: number
  readonly input: readonly number[]
  readonly output: readonly number[]
}[] = fixture.resampled
