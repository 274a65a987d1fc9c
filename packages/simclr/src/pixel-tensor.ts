// Pixels as networks take them.
import { type HostTensor, hostTensor } from '@infonce/runtime'
import type { Configuration } from './configuration.js'

/** Pixels 0 … 255, [channels, S, S] of each of N images, as float32 [N, channels, S, S] from 0 to 1. */
export function pixelTensor(
  images: readonly Uint8Array[],
  { channels, size }: Pick<Configuration, 'channels' | 'size'>,
): HostTensor {
  const count = channels * size * size
  const data = new Float32Array(images.length * count)
  for (const [n, pixels] of images.entries()) for (let i = 0; i < count; i++) data[n * count + i] = pixels[i]! / 255
  return hostTensor('float32', [images.length, channels, size, size], data)
}
