// What every training finds out before it begins.
import { checkFillsBatch, checkForm } from './check-images.js'
import type { Configuration, ConfigurationInput } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import type { ImageSet } from './data/images.js'
import { measureLevel } from './data/measure-level.js'

/** What a training is asked for, of images. */
interface Asked {
  readonly images: ImageSet
  readonly configuration?: ConfigurationInput
  readonly signal?: AbortSignal
}

/**
 * The configuration of a training, with the level of its images measured.
 * @throws ConfigurationError for impossible settings; ImageError for images that do not fit them, are fewer than a
 *   batch, or cannot be read; the signal's reason when given
 */
export async function settleConfiguration(asked: Asked): Promise<Configuration> {
  const { images, signal } = asked
  const configuration = configurationFor(images, asked.configuration)
  checkForm(images, configuration)
  checkFillsBatch(images, configuration)
  return { ...configuration, level: configuration.level ?? (await measureLevel(images, signal)) }
}
