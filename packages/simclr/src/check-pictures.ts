// Whether pictures are what a configuration was made for.
import type { Configuration } from './configuration.js'
import type { PictureSet } from './data/pictures.js'
import { PictureError } from './errors.js'

/**
 * Makes sure that pictures have the size and the channels of a configuration.
 * @throws PictureError for another size or other channels
 */
export function checkForm(set: PictureSet, configuration: Pick<Configuration, 'size' | 'channels'>): void {
  const { size, channels } = configuration
  if (set.size === size && set.channels === channels) return
  throw new PictureError(
    'the pictures',
    `are ${formOf(set)}, and the model takes ${formOf(configuration)}: open them with that size and those channels`,
  )
}

const formOf = ({ size, channels }: Pick<PictureSet, 'size' | 'channels'>): string =>
  `${size} × ${size} with ${channels === 1 ? '1 channel' : `${channels} channels`}`

/**
 * Makes sure that there are as many pictures as a batch takes.
 * @throws PictureError for fewer
 */
export function checkFillsBatch({ pictures }: PictureSet, { batch }: Pick<Configuration, 'batch'>): void {
  if (pictures.length >= batch) return
  throw new PictureError(
    'the pictures',
    `there are ${pictures.length}, fewer than the batch of ${batch}: take a batch of ${pictures.length} or less, or more pictures`,
  )
}
