// Whether series are what a configuration was made for.
import { ConfigurationError, type ConfigurationProblem } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import type { BadFile } from './data/open-series.js'
import { type SeriesInfo, type SeriesSet, selectSeries } from './data/series.js'
import { SeriesError } from './errors.js'
import { geometryOf, receptiveField } from './geometry.js'

/**
 * Makes sure that series have the channels and the rate of a configuration, and that each has a frame.
 * @throws ConfigurationError for other channels or another rate; SeriesError for a series that is too short
 */
export function checkSeries(
  set: SeriesSet,
  configuration: Pick<Configuration, 'channels' | 'rate' | 'kernels' | 'strides'>,
): void {
  const problems: ConfigurationProblem[] = []
  if (set.channels !== configuration.channels)
    problems.push({ field: 'channels', expected: `${set.channels}, as the series have`, found: configuration.channels })
  if (set.rate !== configuration.rate)
    problems.push({
      field: 'rate',
      expected: set.rate === null ? 'null, as the series have no rate' : `${set.rate}, that of the series`,
      found: configuration.rate,
    })
  if (problems.length > 0) throw new ConfigurationError(problems)
  const least = receptiveField(geometryOf(configuration))
  const short = set.series.find(({ length }) => length < least)
  if (short) throw tooShort(short, least)
}

/**
 * The series of a set that have a frame, and those that have none.
 * @throws SeriesError when none has one
 */
export function partByLength(
  set: SeriesSet,
  configuration: Pick<Configuration, 'kernels' | 'strides'>,
): { readonly set: SeriesSet; readonly short: readonly BadFile[] } {
  const least = receptiveField(geometryOf(configuration))
  const short = set.series.filter(({ length }) => length < least)
  if (short.length === 0) return { set, short: [] }
  if (short.length === set.series.length) throw tooShort(short[0]!, least)
  return {
    set: selectSeries(set, ({ length }) => length >= least),
    short: short.map((info) => ({ name: info.name, reason: tooShort(info, least).message })),
  }
}

const tooShort = ({ name, length }: SeriesInfo, least: number): SeriesError =>
  new SeriesError(
    name,
    `has ${length} samples, and a frame sees ${least}: leave it out, or take smaller kernels or strides`,
  )
