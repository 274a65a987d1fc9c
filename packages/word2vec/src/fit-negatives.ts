// How many negatives a vocabulary has room for.
import type { Configuration, ConfigurationInput } from './configuration.js'
import { ConfigurationError } from './errors.js'
import { skipGramObjectives } from './skip-gram.js'

/**
 * The configuration for a vocabulary of `words`: negatives that nobody asked for are fewer where there would be as many as
 * words.
 * @throws ConfigurationError for as many that somebody asked for
 */
export function fitNegatives(
  configuration: Configuration,
  { negatives: asked }: ConfigurationInput,
  words: number,
): Configuration {
  const { loss, negatives } = configuration
  if (!skipGramObjectives[loss].noise || negatives < words) return configuration
  if (asked === undefined && words > 1) return { ...configuration, negatives: words - 1 }
  throw new ConfigurationError([
    { field: 'negatives', expected: `fewer than the ${words} words of the vocabulary`, found: negatives },
  ])
}
