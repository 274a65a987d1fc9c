// What every training finds out before it begins.
import { chooseProvider, type Provider } from '@infonce/runtime'
import { checkFillsBatch, checkForm } from './check-pictures.js'
import type { Configuration, ConfigurationInput } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import { measureLevel } from './data/measure-level.js'
import type { PictureSet } from './data/pictures.js'

/** What a training is asked for, of pictures. */
interface Asked {
  readonly pictures: PictureSet
  readonly configuration?: ConfigurationInput
  readonly provider?: Provider | 'auto'
  readonly threads?: number
  readonly signal?: AbortSignal
}

/**
 * The configuration of a training, with the level of its pictures measured. That the provider can be used is found out
 * first, before many pictures are read.
 * @throws ConfigurationError for impossible settings; PictureError for pictures that do not fit them, are fewer than a
 *   batch, or cannot be read; ProviderError when the provider cannot be used here; the signal's reason when given
 */
export async function settleConfiguration(asked: Asked): Promise<Configuration> {
  const { pictures, provider, threads, signal } = asked
  const configuration = configurationFor(pictures, asked.configuration)
  checkForm(pictures, configuration)
  checkFillsBatch(pictures, configuration)
  if (provider) await chooseProvider(provider, threads)
  return { ...configuration, level: configuration.level ?? (await measureLevel(pictures, signal)) }
}
