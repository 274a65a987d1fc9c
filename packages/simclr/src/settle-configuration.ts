// What every training finds out before it begins.
import { chooseProvider, type Provider } from '@infonce/runtime'
import { checkFillsBatch, checkForm } from './check-images.js'
import type { Configuration, ConfigurationInput } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import type { ImageSet } from './data/images.js'
import { measureLevel } from './data/measure-level.js'

/** What a training is asked for, of images. */
interface Asked {
  readonly images: ImageSet
  readonly configuration?: ConfigurationInput
  readonly provider?: Provider | 'auto'
  readonly threads?: number
  readonly signal?: AbortSignal
}

/**
 * The configuration of a training, with the level of its images measured. That the provider can be used is found out
 * first, before many images are read.
 * @throws ConfigurationError for impossible settings; ImageError for images that do not fit them, are fewer than a
 *   batch, or cannot be read; ProviderError when the provider cannot be used here; the signal's reason when given
 */
export async function settleConfiguration(asked: Asked): Promise<Configuration> {
  const { images, provider, threads, signal } = asked
  const configuration = configurationFor(images, asked.configuration)
  checkForm(images, configuration)
  checkFillsBatch(images, configuration)
  if (provider) await chooseProvider(provider, threads)
  return { ...configuration, level: configuration.level ?? (await measureLevel(images, signal)) }
}
