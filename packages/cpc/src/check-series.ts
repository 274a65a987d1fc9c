// Whether series are what a configuration was made for.
import { type BadFile, ConfigurationError, type ConfigurationProblem } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import { type SeriesInfo, type SeriesSet, selectSeries } from './data/series.js'
import { SeriesError } from './errors.js'
import { framesOf, geometryOf, receptiveField } from './geometry.js'
import { scopes } from './scopes.js'

/**
 * Makes sure that series have the channels and the rate of a configuration, and that each has a frame.
 * @param toChange which of the two can still be changed: the settings of a model that is to be trained (the default), or
 *   the series that a trained model is given
 * @throws ConfigurationError, or SeriesError, for other channels or another rate; SeriesError for a series that is too
 *   short
 */
export function checkSeries(
  set: SeriesSet,
  configuration: Pick<Configuration, 'channels' | 'rate' | 'kernels' | 'strides'>,
  toChange: 'settings' | 'series' = 'settings',
): void {
  const { channels, rate } = configuration
  const problems: ConfigurationProblem[] = []
  if (set.channels !== channels)
    problems.push({ field: 'channels', expected: `${set.channels}, as the series have`, found: channels })
  if (set.rate !== rate)
    problems.push({
      field: 'rate',
      expected: set.rate === null ? 'null, as the series have no rate' : `${set.rate}, that of the series`,
      found: rate,
    })
  if (problems.length > 0 && toChange === 'settings') throw new ConfigurationError(problems)
  if (problems.length > 0)
    throw new SeriesError(
      set.series[0]!.name,
      `and the others have ${formOf(set)}, but the model was trained on ${formOf(configuration)}: open them with that rate and mixed or kept channels`,
    )
  const least = receptiveField(geometryOf(configuration))
  const short = set.series.find(({ length }) => length < least)
  if (short) throw tooShort(short, least)
}

const formOf = ({ channels, rate }: Pick<Configuration, 'channels' | 'rate'>): string =>
  `${channels} ${channels === 1 ? 'channel' : 'channels'} ${rate === null ? 'without a rate' : `at ${rate} Hz`}`

/**
 * Makes sure that there is something to predict and, where an anchor's own series gives no negatives, another one that does.
 * @throws ConfigurationError when no series has more frames than steps are predicted; SeriesError for series of one kind alone
 */
export function checkPredictable(set: SeriesSet, configuration: Configuration): void {
  const { steps, ownSequence, scope, speakerLabel } = configuration
  const most = Math.max(...set.series.map(({ length }) => framesOf(geometryOf(configuration), length)))
  if (most <= steps)
    throw new ConfigurationError([
      { field: 'steps', expected: `fewer than the ${most} frames of the longest series`, found: steps },
    ])
  if (ownSequence || scopes[scope].alone) return
  const counts = new Map<string, SeriesInfo[]>()
  for (const info of set.series) {
    const group = scopes[scope].bySpeaker ? (info.labels[speakerLabel] ?? '') : ''
    counts.set(group, [...(counts.get(group) ?? []), info])
  }
  for (const [group, [first, second]] of counts)
    if (!second)
      throw new SeriesError(
        first!.name,
        `is the only series${group === '' ? '' : ` of ${speakerLabel} '${group}'`}: negatives of other series (ownSequence false) need another`,
      )
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
    `has ${length} samples, fewer than the ${least} of a frame's receptive field: leave it out, or use smaller kernels or strides`,
  )
