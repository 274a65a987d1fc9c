// What a probe learns from and what it is asked: two parts of a set, and the labels in question.
import { type LabelValues, type SeriesDescription, type SeriesSet, selectByLabels, selectSeries } from '@infonce/cpc'
import { type FitLabels, fitLabels } from '../../probe/fit-labels.js'
import { UsageError } from '../../usage-error.js'

/** Two parts of a set, and labels that both have. */
export interface ProbeParts extends FitLabels {
  readonly training: SeriesSet
  readonly test: SeriesSet
}

/** How a set is parted. */
export interface PartOptions {
  /** Series with one of these values are left out of the training part, and are the test part unless `test` is given. */
  readonly without: LabelValues
  /** Series with one of these values are the test part. */
  readonly test?: LabelValues | undefined
  /** Default: every label that can be probed, less those that part or select the set. */
  readonly labels?: readonly string[] | undefined
  /** Labels that selected the set. */
  readonly selecting: readonly string[]
}

/**
 * Parts a set.
 * @throws UsageError where there is no test part, or a label cannot be probed; ValueError for a label or value that no
 *   series has, and where a part has no series
 */
export function probeParts(set: SeriesSet, { without, test, labels, selecting }: PartOptions): ProbeParts {
  const asked = test ?? without
  if (Object.keys(asked).length === 0)
    throw new UsageError('there are no test series: select them with --test label=value,value')
  const rest = new Set(selectByLabels(set, { without: asked }).series)
  const parts = {
    training: selectByLabels(set, { without: union(without, asked) }),
    test: selectSeries(set, (info) => !rest.has(info)),
  }
  const but = new Set([...selecting, ...Object.keys(without), ...Object.keys(asked)])
  const rows = { training: parts.training.series, test: parts.test.series }
  return { ...parts, ...fitLabels(rows, labels, but, { one: 'series', many: 'series' }) }
}

function union(a: LabelValues, b: LabelValues): LabelValues {
  const labels = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(labels.map((label) => [label, [...(a[label] ?? []), ...(b[label] ?? [])]]))
}

/** The series of a description, less what only training leaves out: what {@link probeParts} parts. */
export function probedDescription({ without: _, ...description }: SeriesDescription): SeriesDescription {
  return description
}
