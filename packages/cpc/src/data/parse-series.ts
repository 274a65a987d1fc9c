// From the bytes of a file to its samples.
import { readFromBytes } from '@infonce/runtime/internals'
import { SeriesError } from '../errors.js'
import { checkFinite } from './check-finite.js'
import { csvFormat } from './csv.js'
import { mixChannels } from './mix-channels.js'
import { npyFormat } from './npy.js'
import type { Series } from './series.js'
import type { SeriesFormat, SeriesLayout } from './series-layout.js'
import { wavFormat } from './wav-layout.js'

export interface ParseOptions {
  /** What messages call the bytes: a file's name, say. */
  readonly name?: string
}

export interface ParseWavOptions extends ParseOptions {
  /** `mix` (default): one channel, the mean of all; `keep`: the channels as they are. */
  readonly channels?: 'mix' | 'keep'
}

/**
 * The samples of a WAV file: RIFF, RF64 or BW64; PCM of 8, 16, 24 or 32 bits, float of 32 or 64. PCM is scaled to
 * [−1, 1), rounded to float32 (the largest values of 32 bits round to 1); floats are taken as they are.
 * @throws SeriesError where the bytes are no WAV, are truncated, hold no samples, are of another codec, or have a
 * sample that is not finite.
 */
export function parseWav(bytes: Uint8Array, { name = 'WAV data', channels = 'mix' }: ParseWavOptions = {}): Series {
  const series = parseSeries(wavFormat, bytes, name)
  return channels === 'keep' ? series : mixChannels(series)
}

/**
 * The series in an `.npy` file (versions 1 to 3): an array `[T]` of one channel or `[T, C]`, rows being points in
 * time, in C or Fortran order; floats, integers or truth values (0 and 1), little- or big-endian. Numbers are rounded to float32, not
 * scaled.
 * @throws SeriesError where the bytes are no such file, are truncated, hold no samples, or one that is not finite.
 */
export function parseNpy(bytes: Uint8Array, { name = 'NPY data' }: ParseOptions = {}): Series {
  return parseSeries(npyFormat, bytes, name)
}

/**
 * The series in a CSV file of UTF-8 text: a row is a point in time, a column a channel. A first row in which no field
 * begins like a number gives names of columns and is passed over. Numbers are decimal, rounded to float32.
 * @throws SeriesError, with the line, for a field that is no finite number or a row of another length; where there
 * are no numbers, or the bytes are not UTF-8.
 */
export function parseCsv(bytes: Uint8Array, { name = 'CSV data' }: ParseOptions = {}): Series {
  return parseSeries(csvFormat, bytes, name)
}

function parseSeries(format: SeriesFormat, bytes: Uint8Array, name: string): Series {
  const layout = readFromBytes(format.layout(bytes.length, name), bytes)
  const { offset, length } = layout.data
  return decodeSeries(layout, bytes.subarray(offset, offset + length), name)
}

/** The series of a layout from the bytes of its data, checked. */
export function decodeSeries(layout: SeriesLayout, bytes: Uint8Array, path: string): Series {
  const { channels, rate, length, data, alwaysFinite } = layout
  if (bytes.length < data.length)
    throw new SeriesError(
      path,
      `ends after ${bytes.length} of ${data.length} bytes of samples: the file became shorter while it was read`,
    )
  const samples = layout.decode(bytes)
  if (!alwaysFinite) checkFinite(samples, channels, path)
  return { channels, rate, length, samples }
}
