// The chunks of a WAV file, up to where its samples begin.
// RIFF/WAVE: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0", 1991;
// WAVE_FORMAT_EXTENSIBLE: Microsoft, 2001; RF64 and BW64, with 64-bit sizes: EBU Tech 3306, ITU-R BS.2088.
import { describeMagic, type FileReader } from '@infonce/runtime/internals'
import { SeriesError } from '../errors.js'
import type { SeriesFormat, SeriesLayout } from './series-layout.js'
import { type SampleEncoding, sampleEncoding } from './wav-encodings.js'
import { decodeFrames } from './wav-samples.js'

const RIFF_HEADER = 12
const CHUNK_HEADER = 8
/** In a 32-bit size: the size is in the chunk ds64, or was never written. */
const NO_SIZE = 0xffffffff
/** What is read at once: the chunks before the samples are mostly smaller. */
const WINDOW = 4096
/** The fields of the chunk fmt that matter, those of the extension included. */
const LONGEST_FMT = 40

/** WAV files, sounds of one or more channels. */
export const wavFormat: SeriesFormat = { name: 'WAV', extension: '.wav', layout: wavLayout }

interface WavFormat {
  readonly channels: number
  readonly rate: number
  readonly encoding: SampleEncoding
}

function* wavLayout(size: number, path: string): FileReader<SeriesLayout> {
  if (size === 0) throw new SeriesError(path, 'is empty, not a WAV file')
  let window = { offset: 0, bytes: yield { offset: 0, length: WINDOW } }
  function* at(offset: number, length: number): FileReader<DataView> {
    const isInside = () => offset >= window.offset && offset + length <= window.offset + window.bytes.length
    if (!isInside()) window = { offset, bytes: yield { offset, length: WINDOW } }
    if (!isInside()) throw new SeriesError(path, 'became shorter while it was read: try again')
    return new DataView(window.bytes.buffer, window.bytes.byteOffset + offset - window.offset, length)
  }

  const head = yield* at(0, Math.min(size, RIFF_HEADER))
  const container = checkContainer(head, path)
  const sizes64 =
    container === 'RIFF' ? undefined : yield* at(RIFF_HEADER, Math.min(size - RIFF_HEADER, CHUNK_HEADER + 16))
  const dataSize64 = sizes64 && readDataSize64(sizes64, path)
  let format: WavFormat | undefined
  for (let offset = RIFF_HEADER; ; ) {
    if (offset + CHUNK_HEADER > size)
      throw new SeriesError(
        path,
        `ends before its ${format ? 'samples' : 'format'} (no chunk ${format ? 'data' : 'fmt'})`,
      )
    const header = yield* at(offset, CHUNK_HEADER)
    const id = text(header, 0)
    const length = header.getUint32(4, true)
    const start = offset + CHUNK_HEADER
    if (id === 'data') {
      if (!format) throw new SeriesError(path, 'its samples come before their format (no chunk fmt before data)')
      return samplesAt(start, length === NO_SIZE ? dataSize64 : length, format, size, path)
    }
    if (start + length > size)
      throw new SeriesError(path, `its chunk '${id}' of ${length} bytes ends after the file's ${size}: it is truncated`)
    if (id === 'fmt ') format = readFormat(yield* at(start, Math.min(length, LONGEST_FMT)), path)
    // Chunks begin at even places.
    offset = start + length + (length % 2)
  }
}

const text = (view: DataView, offset: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)))

function checkContainer(head: DataView, path: string): string {
  if (head.byteLength >= 4) {
    const container = text(head, 0)
    const known = container === 'RIFF' || container === 'RF64' || container === 'BW64'
    if (known && head.byteLength === RIFF_HEADER && text(head, 8) === 'WAVE') return container
    if (known && head.byteLength < RIFF_HEADER)
      throw new SeriesError(path, `ends after ${head.byteLength} bytes, within its header: it is truncated`)
  }
  throw new SeriesError(path, `is not a WAV file: it begins ${describeMagic(head)}; convert it to WAV`)
}

function readDataSize64(view: DataView, path: string): number {
  if (view.byteLength < CHUNK_HEADER + 16 || text(view, 0) !== 'ds64')
    throw new SeriesError(path, 'its 64-bit sizes are missing (no chunk ds64 at its beginning)')
  return Number(view.getBigUint64(CHUNK_HEADER + 8, true))
}

function readFormat(view: DataView, path: string): WavFormat {
  if (view.byteLength < 16)
    throw new SeriesError(path, `its chunk fmt has ${view.byteLength} bytes, expected 16 or more: it is corrupt`)
  const [channels, rate] = [view.getUint16(2, true), view.getUint32(4, true)]
  if (channels === 0) throw new SeriesError(path, 'says that it has 0 channels: it is corrupt')
  if (rate === 0) throw new SeriesError(path, 'says that its rate is 0 Hz: it is corrupt')
  const encoding = sampleEncoding(view, path)
  const frame = view.getUint16(12, true)
  if (frame !== channels * encoding.bytes)
    throw new SeriesError(
      path,
      `says that ${channels} samples of ${encoding.bytes} bytes take ${frame} bytes, expected ${channels * encoding.bytes}: it is corrupt`,
    )
  return { channels, rate, encoding }
}

function samplesAt(
  offset: number,
  bytes: number | undefined,
  { channels, rate, encoding }: WavFormat,
  size: number,
  path: string,
): SeriesLayout {
  if (bytes === undefined)
    throw new SeriesError(
      path,
      'its header has no number of samples, because the recording was interrupted or written to a pipe: write the file again (ffmpeg -i old.wav new.wav)',
    )
  if (offset + bytes > size)
    throw new SeriesError(path, `holds ${size - offset} of ${bytes} bytes of samples: it is truncated`)
  const frame = channels * encoding.bytes
  if (bytes % frame !== 0)
    throw new SeriesError(path, `its ${bytes} bytes of samples are not whole frames of ${frame} bytes: it is truncated`)
  if (bytes === 0) throw new SeriesError(path, 'has no samples: its length is 0')
  return {
    channels,
    rate,
    length: bytes / frame,
    data: { offset, length: bytes },
    alwaysFinite: encoding.alwaysFinite,
    decode: (data) => decodeFrames(data, channels, encoding),
  }
}
