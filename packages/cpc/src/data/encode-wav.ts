// WAV files written.
import { ValueError } from '@infonce/core'

const HEADER = 44

/**
 * A WAV file of one channel, PCM of 16 bits. A sample x becomes the nearest whole number to 32,768·x; 1 itself, which
 * PCM lacks, becomes 32,767.
 * @param rate Hz, a whole number.
 * @throws ValueError for a sample that is not in [−1, 1], or a rate that a WAV file cannot hold.
 */
export function encodeWav(samples: Float32Array, rate: number): Uint8Array {
  if (!(Number.isInteger(rate) && rate > 0 && rate < 2 ** 31))
    throw new ValueError(`the rate of a WAV file must be a whole number of Hz from 1 to 2147483647; found ${rate}`)
  const data = 2 * samples.length
  if (HEADER + data > 0xffffffff) throw new ValueError(`${samples.length} samples do not fit a WAV file of 4 GiB`)
  const bytes = new Uint8Array(HEADER + data)
  const view = new DataView(bytes.buffer)
  const text = (offset: number, letters: string) => {
    for (let i = 0; i < letters.length; i++) view.setUint8(offset + i, letters.charCodeAt(i))
  }
  text(0, 'RIFF')
  view.setUint32(4, HEADER - 8 + data, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, 2 * rate, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  text(36, 'data')
  view.setUint32(40, data, true)
  for (const [i, sample] of samples.entries()) {
    if (!(Math.abs(sample) <= 1)) throw new ValueError(`sample ${i} is ${sample}: a WAV file of PCM holds -1 to 1`)
    view.setInt16(HEADER + 2 * i, Math.min(32767, Math.round(32768 * sample)), true)
  }
  return bytes
}
