// Which entries of a set are meant, by their labels.
import { ValueError } from '@infonce/core'
import type { Labels } from './label-pattern.js'

/** Labels to values. */
export type LabelValues = Readonly<Record<string, readonly string[]>>

/** Which entries of a set are meant. */
export interface LabelSelection {
  /** Those whose labels have one of these values each. Default: all. */
  readonly only?: LabelValues
  /** Those whose labels have one of these values are left out. Default: none. */
  readonly without?: LabelValues
}

/** An entry of a set that has labels. */
export interface Labeled {
  readonly labels: Labels
}

/**
 * Whether an entry has one of the values of each label of `only`, and none of `without`; null where everything is meant.
 * @param noun what the entries are, in the plural: `'series'`
 * @throws ValueError for a label or a value that no entry has: it is likely to be misspelled
 */
export function labelSelection(
  entries: readonly Labeled[],
  { only = {}, without = {} }: LabelSelection,
  noun: string,
): ((entry: Labeled) => boolean) | null {
  const [wanted, unwanted] = [Object.entries(only), Object.entries(without)]
  if (wanted.length === 0 && unwanted.length === 0) return null
  for (const [label, values] of [...wanted, ...unwanted]) checkValues(entries, label, values, noun)
  const hits = ({ labels }: Labeled, [label, values]: [string, readonly string[]]): boolean =>
    labels[label] !== undefined && values.includes(labels[label])
  return (entry) => wanted.every((one) => hits(entry, one)) && !unwanted.some((one) => hits(entry, one))
}

function checkValues(entries: readonly Labeled[], label: string, values: readonly string[], noun: string): void {
  const found = new Set(entries.flatMap(({ labels }) => labels[label] ?? []))
  const known = [...new Set(entries.flatMap(({ labels }) => Object.keys(labels)))]
  if (found.size === 0)
    throw new ValueError(
      `none of the ${entries.length} ${noun} has a label '${label}': ${known.length > 0 ? `they have ${known.join(', ')}` : 'they have no labels'}`,
    )
  const missing = values.find((value) => !found.has(value))
  if (missing !== undefined)
    throw new ValueError(`none of the ${entries.length} ${noun} has '${missing}' as ${label}: leave it out`)
}
