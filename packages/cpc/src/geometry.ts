// How samples become frames: what one frame sees, and how many frames a series has.
import type { Configuration } from './configuration.js'

/** One strided layer of an encoder. */
export interface LayerGeometry {
  /** Entries that one result sees. */
  readonly kernel: number
  /** Entries from one result to the next. */
  readonly stride: number
}

/** The layers of a configuration. */
export const geometryOf = ({ kernels, strides }: Pick<Configuration, 'kernels' | 'strides'>): LayerGeometry[] =>
  kernels.map((kernel, n) => ({ kernel, stride: strides[n]! }))

/** Samples from one frame to the next: the product of the strides. */
export const frameStride = (layers: readonly LayerGeometry[]): number =>
  layers.reduce((product, { stride }) => product * stride, 1)

/** Samples that one frame sees. */
export const receptiveField = (layers: readonly LayerGeometry[]): number => samplesOf(layers, 1)

/** The fewest samples that give so many frames. */
export const samplesOf = (layers: readonly LayerGeometry[], frames: number): number =>
  layers.reduceRight((count, { kernel, stride }) => (count - 1) * stride + kernel, frames)

/** Frames of a series of so many samples, without padding; 0 where it is shorter than the receptive field. */
export function framesOf(layers: readonly LayerGeometry[], samples: number): number {
  return layers.reduce((count, { kernel, stride }) => Math.max(0, Math.floor((count - kernel) / stride) + 1), samples)
}
