// A configuration for series: what they decide is filled in.
import { ConfigurationError } from '@infonce/runtime'
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import type { SeriesSet } from './data/series.js'

/** Layers for series of one kind. */
type Layers = Required<Pick<ConfigurationInput, 'widths' | 'kernels' | 'strides'>>

/**
 * By rate, a frame every 10 ms: the paper's kernels and strides for 16 kHz (van den Oord et al. 2018, section 3.1), less
 * one layer for 8 kHz. Widths are smaller than the paper's, which are 512 throughout.
 */
const layersOfRate: ReadonlyMap<number, Layers> = new Map([
  [8000, { widths: [32, 64, 128, 128], kernels: [10, 8, 4, 4], strides: [5, 4, 2, 2] }],
  [16000, { widths: [32, 64, 128, 128, 128], kernels: [10, 8, 4, 4, 4], strides: [5, 4, 2, 2, 2] }],
])

/** For series without a rate: a frame every four entries. */
const layersWithoutRate: Layers = { widths: [64, 128], kernels: [4, 4], strides: [2, 2] }

/**
 * Settings for series: channels and rate are theirs where they are not given, and so are layers where neither widths,
 * kernels nor strides are. Series without a rate are brought to one level each by itself.
 * @throws ConfigurationError for impossible settings, and for series of a rate for which layers must be given
 */
export function configurationFor(set: SeriesSet, input: ConfigurationInput = {}): Configuration {
  const { channels = set.channels, rate = set.rate } = input
  const given = [input.widths, input.kernels, input.strides].some((list) => list !== undefined)
  const layers = given ? {} : rate === null ? layersWithoutRate : layersOfRate.get(rate)
  if (!layers)
    throw new ConfigurationError([
      {
        field: 'rate',
        expected: `one of ${[...layersOfRate.keys()].join(', ')} Hz, to which series can be resampled, or widths, kernels and strides for another`,
        found: rate,
      },
    ])
  const level = input.level ?? (rate === null ? 'series' : 'set')
  return parseConfiguration({ ...layers, ...input, channels, rate, level })
}
