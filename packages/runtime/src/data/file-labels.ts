// The labels of files, from their names or a table. Node only.
import type { DataErrorClass } from './data-error.js'
import { wholeFile } from './data-files.js'
import { type LabelReader, labelPattern } from './label-pattern.js'
import { labelTable } from './label-table.js'

/** A pattern of names (see {@link labelPattern}), or a table (see {@link labelTable}). */
export type LabelSource = string | { readonly csv: string }

/** Files whose labels are read. */
export interface FoundFiles {
  readonly folder: string
  /** Paths within the folder, with `/` between parts. */
  readonly names: readonly string[]
  /** Paths of files that are there and are not read. Default: none. */
  readonly leftOut?: readonly string[]
}

/**
 * The reader of the labels of files. Rows of a table whose file is not there go to `onMissing`.
 * @throws ValueError for an impossible pattern; FileError, a `Refusal` for a table that cannot be read.
 */
export async function fileLabels(
  source: LabelSource | undefined,
  { folder, names, leftOut = [] }: FoundFiles,
  onMissing: (name: string, error: Error) => void,
  Refusal: DataErrorClass,
): Promise<LabelReader> {
  if (source === undefined) return () => ({})
  if (typeof source === 'string') return labelPattern(source, Refusal)
  const { csv } = source
  const table = labelTable(await wholeFile(csv), csv, Refusal)
  const known = new Set(names)
  const unread = new Set(leftOut)
  for (const [name, { line }] of table)
    if (!known.has(name))
      onMissing(
        name,
        new Refusal(
          `${csv}, line ${line}`,
          unread.has(name)
            ? `${name} is not of the kind being read: convert it, or leave its row out`
            : `${name} is not among the files of ${folder}`,
        ),
      )
  return (name, path) => {
    const row = table.get(name)
    if (!row) throw new Refusal(path, `has no labels: no row of ${csv} is for ${name}`)
    return row.labels
  }
}
