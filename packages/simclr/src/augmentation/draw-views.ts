// Draws what happens to each view of a batch.
import type { Random } from '@infonce/core'
import { type HostTensor, hostTensor } from '@infonce/runtime'
import { colorMap, drawJitter } from './color-change.js'
import { between, drawCropBox } from './crop-box.js'
import {
  type Augmentation,
  type AugmentationSettings,
  augmentationInput,
  augmentationParts,
  partShape,
} from './parts.js'

/**
 * The numbers that {@link augment} is fed: for each of `views` views of N images, independently, those of the parts
 * that the configuration has, by the names of their inputs. They depend on the key of `random` alone, not on its
 * position, and those of one part not on the others: the same crops are drawn with and without color jitter.
 */
export function drawViews(
  settings: AugmentationSettings,
  N: number,
  random: Random,
  views = 2,
): Record<string, HostTensor> {
  const { size, channels, crop, flip, jitter, jitterProbability, grayscale, blur, blurWidth } = settings
  const parts = augmentationParts(settings)
  const drawn: Record<string, HostTensor> = {}
  /** Numbers of a part, by a function that gives those of one view of one image: the i-th, image after image. */
  const fill = (part: keyof Augmentation<unknown>, draw: (i: number) => readonly number[]): void => {
    if (!parts[part]) return
    const shape = partShape(part, channels)
    const data = new Float32Array(views * N * shape.reduce((a, b) => a * b, 1))
    const each = data.length / (views * N)
    for (let i = 0; i < views * N; i++) data.set(draw(i), i * each)
    drawn[augmentationInput(part)] = hostTensor('float32', [views, N, ...shape], data)
  }

  const boxes = random.split('crop')
  fill('crop', () => drawCropBox(boxes, size, crop))
  const flips = random.split('flip')
  fill('flip', () => [flips.uniform() < flip ? 1 : 0])
  const blurs = random.split('blur')
  fill('blur', () => {
    const happens = blurs.uniform() < blur
    const width = between(blurs, ...blurWidth)
    return [happens ? width : 0]
  })
  const jitters = random.split('jitter')
  const grays = random.split('greyscale')
  const maps = Array.from({ length: parts.color ? views * N : 0 }, () => {
    const change = drawJitter(jitters, jitter, jitterProbability)
    return colorMap({ ...change, gray: grays.uniform() < grayscale }, channels)
  })
  fill('color', (i) => maps[i]!.matrix)
  fill('contrast', (i) => [maps[i]!.offset])
  return drawn
}
