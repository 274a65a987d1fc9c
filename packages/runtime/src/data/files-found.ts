// What a folder of data holds, by kinds of files: what is read, and what is left out.
import type { BadFile } from './data-error.js'
import type { LabelReader } from './label-pattern.js'
import type { LabelValues } from './label-selection.js'

/** How many files there are of each kind, by the ends of their names: `{ '.png': 20, '.heic': 3 }`. */
export type FileCounts = Readonly<Record<string, number>>

/** What was found in a folder. */
export interface FilesFound {
  /** Files of the kind that is read, those among them that cannot be used included. */
  readonly read: FileCounts
  /** Files that are not read, less what lies about in folders: descriptions, licenses, what systems leave. */
  readonly leftOut: FileCounts
  /** Values of labels all of whose files are left out: a class of images, for instance. */
  readonly lost: LabelValues
}

/** Tells of files that are left out, as a set is opened. */
export interface FilesEvent extends FilesFound {
  readonly type: 'files'
}

/** The event of what was found, where something is left out. */
export const filesEvents = (found: FilesFound | undefined): FilesEvent[] =>
  found && Object.keys(found.leftOut).length > 0 ? [{ type: 'files', ...found }] : []

/** A file or an entry of data that is left out, where that was asked for. */
export interface SkippedEvent extends BadFile {
  readonly type: 'skipped'
}

/** What happens as data are opened, before training. */
export type OpeningEvent = SkippedEvent | FilesEvent

/** The events of data that were opened. */
export const openingEvents = ({ found, skipped }: OpenedData): OpeningEvent[] => [
  ...filesEvents(found),
  ...skipped.map(({ name, reason }) => ({ type: 'skipped', name, reason }) as const),
]

/** What is left out of data that were opened. */
export interface OpenedData {
  /** Files and entries that could not be used. */
  readonly skipped: readonly BadFile[]
  /** How many files of which kinds are read and left out, of data in files. */
  readonly found?: FilesFound
}

/** Files that are left out, where they are told of at all. */
const isTold = (name: string): boolean =>
  !/(^|\/)(thumbs\.db|ehthumbs\.db|desktop\.ini|(readme|licen[cs]e|copying|notice|changelog|checksums?|md5sums?|sha\d+sums?)[^/]*)$/i.test(
    name,
  ) && !/(^|\/)__macosx\/|\.(txt|md|rst|html?|json|jsonl|ya?ml|xml|log)$/i.test(name)

/** Those of `all` that are neither read nor of no account. */
export function filesLeftOut(all: readonly string[], read: readonly string[]): string[] {
  const taken = new Set(read)
  return all.filter((name) => !taken.has(name) && isTold(name))
}

/**
 * Counts files by kinds.
 * @param labelsOf reads the labels of a file; what it refuses has none. Default: files have no labels
 */
export function filesFound(read: readonly string[], leftOut: readonly string[], labelsOf?: LabelReader): FilesFound {
  return {
    read: countKinds(read),
    leftOut: countKinds(leftOut),
    lost: labelsOf ? lostValues(read, leftOut, labelsOf) : {},
  }
}

/** Counts in words: `20 .png, 3 .heic`. */
export const fileCountsText = (counts: FileCounts): string =>
  Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ')

/** By number, the most first, and by name. */
export function countKinds(names: readonly string[]): FileCounts {
  const counts = new Map<string, number>()
  for (const name of names) {
    const kind = kindOf(name)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)))
}

/** The end of a name, in small letters; that before `.gz` too. */
function kindOf(name: string): string {
  const [end] = /(\.[a-z0-9]{1,12})?\.gz$|\.[a-z0-9_-]{1,16}$/i.exec(name.slice(name.lastIndexOf('/') + 1)) ?? []
  return end === undefined ? 'without an extension' : end.toLowerCase()
}

function lostValues(read: readonly string[], leftOut: readonly string[], labelsOf: LabelReader): LabelValues {
  const values = valuesOf(read, labelsOf)
  const lost = [...valuesOf(leftOut, labelsOf)].flatMap(([label, found]) => {
    const missing = [...found].filter((value) => !values.get(label)?.has(value)).sort()
    return missing.length > 0 ? [[label, missing] as const] : []
  })
  return Object.fromEntries(lost)
}

/** The values of each label. */
function valuesOf(names: readonly string[], labelsOf: LabelReader): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>()
  for (const name of names)
    for (const [label, value] of Object.entries(labelsIfAny(name, labelsOf)))
      values.set(label, (values.get(label) ?? new Set()).add(value))
  return values
}

function labelsIfAny(name: string, labelsOf: LabelReader): Readonly<Record<string, string>> {
  try {
    return labelsOf(name, name)
  } catch {
    return {}
  }
}
