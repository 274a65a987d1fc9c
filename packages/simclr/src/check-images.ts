// Whether images are what a configuration was made for.
import type { Configuration } from './configuration.js'
import type { ImageSet } from './data/images.js'
import { ImageError } from './errors.js'

/**
 * Makes sure that images have the size and the channels of a configuration.
 * @throws ImageError for another size or other channels
 */
export function checkForm(set: ImageSet, configuration: Pick<Configuration, 'size' | 'channels'>): void {
  const { size, channels } = configuration
  if (set.size === size && set.channels === channels) return
  throw new ImageError(
    'the images',
    `are ${formOf(set)}, and the model takes ${formOf(configuration)}: open them with that size and those channels`,
  )
}

const formOf = ({ size, channels }: Pick<ImageSet, 'size' | 'channels'>): string =>
  `${size} × ${size} with ${channels === 1 ? '1 channel' : `${channels} channels`}`

/**
 * Makes sure that there are as many images as a batch takes.
 * @throws ImageError for fewer
 */
export function checkFillsBatch({ images }: ImageSet, { batch }: Pick<Configuration, 'batch'>): void {
  if (images.length >= batch) return
  throw new ImageError(
    'the images',
    `there are ${images.length}, fewer than the batch of ${batch}: take a batch of ${images.length} or less, or more images`,
  )
}
