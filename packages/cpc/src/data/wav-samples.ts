// The samples of a WAV file.
import type { SampleEncoding } from './wav-encodings.js'

/** Samples `[channels, frames]`, row-major, from the bytes of any number of whole frames. */
export function decodeFrames(bytes: Uint8Array, channels: number, encoding: SampleEncoding): Float32Array {
  const { bytes: width, read } = encoding
  const frames = bytes.length / (width * channels)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const samples = new Float32Array(channels * frames)
  for (let c = 0; c < channels; c++)
    for (let t = 0; t < frames; t++) samples[c * frames + t] = read(view, (t * channels + c) * width)
  return samples
}
