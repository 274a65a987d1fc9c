// Which labels can be probed.
import type { NamedRow } from '../feature-file.js'
import { UsageError } from '../usage-error.js'

/** What a probe learns from, and what it is asked. */
export interface Parts {
  readonly training: readonly NamedRow[]
  readonly test: readonly NamedRow[]
}

/** What one of them is called, and many. */
export interface Unit {
  readonly one: string
  readonly many: string
}

/** Labels to be probed. */
export interface FitLabels {
  readonly labels: readonly string[]
  /** Labels that cannot be probed, and why, where nobody asked for certain ones. */
  readonly unfit: readonly { readonly label: string; readonly reason: string }[]
}

/**
 * The labels that were asked for, or all that can be probed but some.
 * @throws UsageError where one that was asked for cannot be probed, or none can
 */
export function fitLabels(
  parts: Parts,
  asked: readonly string[] | undefined,
  but: ReadonlySet<string>,
  unit: Unit,
): FitLabels {
  if (asked) {
    for (const label of asked) {
      const reason = unfitness(parts, label, unit)
      if (reason !== undefined) throw new UsageError(`--label ${label}: ${reason}`)
    }
    return { labels: asked, unfit: [] }
  }
  const others = labelNames([...parts.training, ...parts.test]).filter((label) => !but.has(label))
  const found = others.map((label) => ({ label, reason: unfitness(parts, label, unit) }))
  const unfit = found.flatMap(({ label, reason }) => (reason === undefined ? [] : [{ label, reason }]))
  const labels = found.flatMap(({ label, reason }) => (reason === undefined ? [label] : []))
  if (labels.length === 0) {
    const why = unfit.map(({ label, reason }) => `${label}: ${reason}`).join('; ')
    throw new UsageError(
      `there is no label to probe${why === '' ? ` beside that of the test ${unit.many}` : `: ${why}`}`,
    )
  }
  return { labels, unfit }
}

/** The labels that some have. */
export const labelNames = (rows: readonly NamedRow[]): string[] => [
  ...new Set(rows.flatMap(({ labels }) => Object.keys(labels))),
]

/** Why a label cannot be probed. */
function unfitness({ training, test }: Parts, label: string, { one, many }: Unit): string | undefined {
  const all = [...training, ...test]
  const bare = all.find(({ labels }) => labels[label] === undefined)
  if (bare) {
    const known = labelNames(all)
    const has = known.length > 0 ? `labels are ${known.join(', ')}` : 'there are no labels'
    return known.includes(label) ? `${bare.name} has no such label` : `no ${one} has such a label; ${has}`
  }
  const classes = new Set(training.map(({ labels }) => labels[label]!))
  if (classes.size < 2) return `all training ${many} are '${[...classes][0]}': there must be two classes or more`
  const strange = test.find(({ labels }) => !classes.has(labels[label]!))
  return strange && `the test ${one} ${strange.name} is '${strange.labels[label]}', which no training ${one} is`
}
