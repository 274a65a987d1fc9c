// How a sample is written in a WAV file.
import { SeriesError } from '../errors.js'

/** One way to write a sample. */
export interface SampleEncoding {
  /** Of one sample. */
  readonly bytes: number
  /** Whether it can only hold finite numbers. */
  readonly alwaysFinite: boolean
  /** The sample at a byte, scaled. */
  read(view: DataView, offset: number): number
}

const EXTENSIBLE = 0xfffe
/** What follows a codec's number in the identifiers of the extension: 00000000-0010-8000-00AA00389B71. */
const SUBFORMAT = '000000001000800000aa00389b71'

/** By codec and bits of a sample. PCM of 8 bits is unsigned, of more signed. */
const encodings: Readonly<Record<string, SampleEncoding>> = {
  '1/8': { bytes: 1, alwaysFinite: true, read: (view, at) => (view.getUint8(at) - 128) / 128 },
  '1/16': { bytes: 2, alwaysFinite: true, read: (view, at) => view.getInt16(at, true) / 2 ** 15 },
  '1/24': {
    bytes: 3,
    alwaysFinite: true,
    read: (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
  },
  '1/32': { bytes: 4, alwaysFinite: true, read: (view, at) => view.getInt32(at, true) / 2 ** 31 },
  '3/32': { bytes: 4, alwaysFinite: false, read: (view, at) => view.getFloat32(at, true) },
  '3/64': { bytes: 8, alwaysFinite: false, read: (view, at) => view.getFloat64(at, true) },
}

/** Codecs that are met in WAV files, by their registered numbers (RFC 2361). */
const codecs: Readonly<Record<number, string>> = {
  1: 'PCM',
  2: 'Microsoft ADPCM',
  3: 'float',
  6: 'A-law',
  7: 'µ-law',
  17: 'IMA ADPCM',
  49: 'GSM 6.10',
  80: 'MPEG',
  85: 'MP3',
  255: 'AAC',
}

/** The encoding that a chunk fmt describes. Throws a `SeriesError` that names the codec if it is not one of the table. */
export function sampleEncoding(format: DataView, path: string): SampleEncoding {
  const bits = format.getUint16(14, true)
  const codec = codecOf(format, path)
  const encoding = encodings[`${codec}/${bits}`]
  if (encoding) return encoding
  const name = codecs[codec] ?? `codec ${codec}`
  throw new SeriesError(
    path,
    `is ${name} of ${bits} bits, which is not supported: convert it to PCM of 8, 16, 24 or 32 bits, or float of 32 or 64 (ffmpeg -i old.wav -c:a pcm_s16le new.wav)`,
  )
}

function codecOf(format: DataView, path: string): number {
  const codec = format.getUint16(0, true)
  if (codec !== EXTENSIBLE) return codec
  if (format.byteLength < 40)
    throw new SeriesError(path, 'its chunk fmt has no codec (extension missing): it is corrupt')
  const rest = Array.from({ length: 14 }, (_, i) =>
    format
      .getUint8(26 + i)
      .toString(16)
      .padStart(2, '0'),
  ).join('')
  if (rest !== SUBFORMAT)
    throw new SeriesError(path, `has an unsupported codec (${rest} after its number): convert it to PCM`)
  return format.getUint16(24, true)
}
