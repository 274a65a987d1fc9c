// Which parts of the augmentation a configuration has, and the inputs that bring their numbers.
import { input, type Shape, type Tensor } from '@infonce/core'
import type { Configuration } from '../configuration.js'

/** What the augmentation reads of a configuration. */
export type AugmentationSettings = Pick<
  Configuration,
  'size' | 'channels' | 'crop' | 'flip' | 'jitter' | 'jitterProbability' | 'grayscale' | 'blur' | 'blurWidth'
>

/** The parts, in the order in which they are applied. */
export interface Augmentation<T> {
  /** `[V, N, 4]`: top, left, height and width of the crop, in pixels of the image, not rounded. */
  readonly crop: T
  /** `[V, N]`: 1 where the view is flipped left to right, 0 elsewhere. */
  readonly flip: T
  /** `[V, N]`: standard deviation of the blur in pixels, 0 for none. */
  readonly blur: T
  /** `[V, N, C, C]`: what the channels of a pixel are multiplied by. */
  readonly color: T
  /** `[V, N]`: how much of the view's mean luma is added to every channel. */
  readonly contrast: T
}

/** Whether each part changes anything. What changes nothing has no input and no nodes. */
export function augmentationParts(settings: AugmentationSettings): Augmentation<boolean> {
  const { channels, crop, flip, jitter, jitterProbability, grayscale, blur } = settings
  const jitters = jitter > 0 && jitterProbability > 0
  return {
    crop: crop[0] < 1,
    flip: flip > 0,
    blur: blur > 0,
    color: jitters || (channels === 3 && grayscale > 0),
    contrast: jitters,
  }
}

/** The name of a part's input: `batch/crop`. */
export const augmentationInput = (part: keyof Augmentation<unknown>): string => `batch/${part}`

/** Dimensions of a part's numbers for each view. */
export const partShape = (part: keyof Augmentation<unknown>, channels: number): readonly number[] =>
  ({ crop: [4], flip: [], blur: [], color: [channels, channels], contrast: [] })[part]

/** The inputs of the parts that there are, for `views` views of N images. */
export function augmentationInputs(settings: AugmentationSettings, leading: Shape): Partial<Augmentation<Tensor>> {
  const parts = augmentationParts(settings)
  const names = (Object.keys(parts) as (keyof typeof parts)[]).filter((part) => parts[part])
  return Object.fromEntries(
    names.map((part) => [
      part,
      input(augmentationInput(part), 'float32', [...leading, ...partShape(part, settings.channels)]),
    ]),
  )
}
