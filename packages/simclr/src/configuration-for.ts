// A configuration for the pictures at hand.
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import type { PictureSet } from './data/pictures.js'

/**
 * The configuration with the size and channels of the pictures where they are not given.
 * @throws ConfigurationError for impossible settings
 */
export function configurationFor({ size, channels }: PictureSet, input: ConfigurationInput = {}): Configuration {
  return parseConfiguration({ ...input, size: input.size ?? size, channels: input.channels ?? (channels as 1 | 3) })
}
