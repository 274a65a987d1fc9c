// What a probe learns from and what it is asked: two parts of a set, and the labels in question.
import { type LabelValues, type SeriesDescription, type SeriesSet, selectByLabels, selectSeries } from '@infonce/cpc'
import { UsageError } from '../../usage-error.js'

/** Two parts of a set, and labels that both have. */
export interface ProbeParts {
  readonly training: SeriesSet
  readonly test: SeriesSet
  readonly labels: readonly string[]
  /** Labels that cannot be probed, and why, where nobody asked for certain ones. */
  readonly unfit: readonly { readonly label: string; readonly reason: string }[]
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
    throw new UsageError('there are no test series: say which they are with --test label=value,value')
  const rest = new Set(selectByLabels(set, { without: asked }).series)
  const parts = {
    training: selectByLabels(set, { without: union(without, asked) }),
    test: selectSeries(set, (info) => !rest.has(info)),
  }
  if (labels) {
    for (const label of labels) {
      const reason = unfitness(parts, label)
      if (reason !== undefined) throw new UsageError(`--label ${label}: ${reason}`)
    }
    return { ...parts, labels, unfit: [] }
  }
  const selected = new Set([...selecting, ...Object.keys(without), ...Object.keys(asked)])
  const others = labelNames(set).filter((label) => !selected.has(label))
  const found = others.map((label) => ({ label, reason: unfitness(parts, label) }))
  const unfit = found.flatMap(({ label, reason }) => (reason === undefined ? [] : [{ label, reason }]))
  const fit = found.flatMap(({ label, reason }) => (reason === undefined ? [label] : []))
  if (fit.length === 0) {
    const why = unfit.map(({ label, reason }) => `${label}: ${reason}`).join('; ')
    throw new UsageError(`there is no label to probe${why === '' ? ' beside that of the test series' : `: ${why}`}`)
  }
  return { ...parts, labels: fit, unfit }
}

export const labelNames = ({ series }: Pick<SeriesSet, 'series'>): string[] => [
  ...new Set(series.flatMap(({ labels }) => Object.keys(labels))),
]

function union(a: LabelValues, b: LabelValues): LabelValues {
  const labels = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(labels.map((label) => [label, [...(a[label] ?? []), ...(b[label] ?? [])]]))
}

/** Why a label cannot be probed. */
function unfitness({ training, test }: Pick<ProbeParts, 'training' | 'test'>, label: string): string | undefined {
  const all = [...training.series, ...test.series]
  const bare = all.find(({ labels }) => labels[label] === undefined)
  if (bare) {
    const known = labelNames({ series: all })
    const has = known.length > 0 ? `labels are ${known.join(', ')}` : 'there are no labels'
    return known.includes(label) ? `${bare.name} has no such label` : `no series has such a label; ${has}`
  }
  const classes = new Set(training.series.map(({ labels }) => labels[label]!))
  if (classes.size < 2) return `all training series are '${[...classes][0]}': there must be two classes or more`
  const strange = test.series.find(({ labels }) => !classes.has(labels[label]!))
  return strange && `the test series ${strange.name} is '${strange.labels[label]}', which no training series is`
}

/** The series of a description, less what only training leaves out: what {@link probeParts} parts. */
export function probedDescription({ without: _, ...description }: SeriesDescription): SeriesDescription {
  return description
}
