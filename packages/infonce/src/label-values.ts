// Options that name values of labels: `label=a,b`, typed once or more.
import type { LabelSelection, LabelValues } from '@infonce/runtime'
import type { Command } from 'commander'
import { UsageError } from './usage-error.js'

/** What was typed to select data. */
export interface TypedSelection {
  readonly only?: readonly string[]
  readonly without?: readonly string[]
}

/** Adds the options that select data, and the one that skips files. */
export const addSelectionOptions = (command: Command, unit: string): Command =>
  command
    .option('--only <label=a,b>', `only ${unit} that have one of these values`, collect)
    .option('--without <label=a,b>', `leave out ${unit} that have one of these`, collect)
    .option('--skip-bad', 'skip files that cannot be used, and list them')

/** What an option that is typed more than once has collected. */
export const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

/** Reads --only and --without. Throws a `UsageError`. */
export function selectionOf({ only, without }: TypedSelection): LabelSelection {
  return {
    ...(only && { only: labelValues('--only', only) }),
    ...(without && { without: labelValues('--without', without) }),
  }
}

/** Reads `label=a,b`, typed once or more. Throws a `UsageError`. */
export function labelValues(option: string, texts: readonly string[]): LabelValues {
  const found: Record<string, readonly string[]> = {}
  for (const text of texts) {
    const [, label, list] = /^([^=]+)=(.+)$/s.exec(text) ?? []
    const values = list?.split(',') ?? ['']
    if (label === undefined || values.includes(''))
      throw new UsageError(`${option}: expected label=value,value, found '${text}'`)
    found[label] = [...(found[label] ?? []), ...values]
  }
  return found
}

/** How many rows a selection takes. */
export function selectedCount(
  rows: readonly { readonly labels: Readonly<Record<string, string>> }[],
  { only = {}, without = {} }: LabelSelection,
): number {
  return rows.filter(({ labels }) => {
    const hits = ([label, values]: [string, readonly string[]]): boolean => values.includes(labels[label] ?? '')
    return Object.entries(only).every(hits) && !Object.entries(without).some(hits)
  }).length
}
