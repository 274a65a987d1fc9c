// WAV files put together from chunks, for the tests of those that are not as they should be.

const ascii = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0))
const littleEndian = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256)

/** A chunk, padded to an even length; `size` is what its header says, by default the truth. */
export function chunk(id: string, content: readonly number[], size: number = content.length): number[] {
  return [...ascii(id), ...littleEndian(size, 4), ...content, ...(content.length % 2 ? [0] : [])]
}

export interface FormatFields {
  readonly codec?: number
  readonly channels?: number
  readonly rate?: number
  readonly bits?: number
  /** Bytes of a frame; the right number by default. */
  readonly frame?: number
}

/** A chunk fmt; by default PCM of 16 bits, one channel, 8 kHz. */
export function formatChunk({ codec = 1, channels = 1, rate = 8000, bits = 16, frame }: FormatFields = {}): number[] {
  const width = frame ?? (channels * bits) / 8
  return chunk('fmt ', [
    ...littleEndian(codec, 2),
    ...littleEndian(channels, 2),
    ...littleEndian(rate, 4),
    ...littleEndian(rate * width, 4),
    ...littleEndian(width, 2),
    ...littleEndian(bits, 2),
  ])
}

/** A file of these chunks. */
export function wavOf(chunks: readonly (readonly number[])[], container = 'RIFF'): Uint8Array {
  const content = [...ascii('WAVE'), ...chunks.flat()]
  return Uint8Array.from([...ascii(container), ...littleEndian(content.length, 4), ...content])
}

/** A file of float32 samples, frame by frame. */
export function floatWav(samples: readonly number[], fields: FormatFields = {}): Uint8Array {
  const data = [...new Uint8Array(Float32Array.from(samples).buffer)]
  return wavOf([formatChunk({ codec: 3, bits: 32, ...fields }), chunk('data', data)])
}
