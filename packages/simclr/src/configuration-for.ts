// A configuration for the images at hand.
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import type { ImageSet } from './data/images.js'

/**
 * The configuration with the size and channels of the images where they are not given.
 * @throws ConfigurationError for impossible settings
 */
export function configurationFor({ size, channels }: ImageSet, input: ConfigurationInput = {}): Configuration {
  return parseConfiguration({ ...input, size: input.size ?? size, channels: input.channels ?? (channels as 1 | 3) })
}
