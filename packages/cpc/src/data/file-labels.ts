// The labels of files, from their names or a table. Node only.
import { SeriesError } from '../errors.js'
import type { SeriesFiles } from './find-series-files.js'
import { type LabelReader, labelPattern } from './label-pattern.js'
import { labelTable } from './label-table.js'
import { wholeFile } from './series-files.js'

/** A pattern of names (see {@link labelPattern}), or a table (see {@link labelTable}). */
export type LabelSource = string | { readonly csv: string }

/**
 * The reader of the labels of files. Rows of a table whose file is not there go to `onMissing`.
 * @throws ValueError for an impossible pattern; FileError, SeriesError for a table that cannot be read.
 */
export async function fileLabels(
  source: LabelSource | undefined,
  { folder, names }: SeriesFiles,
  onMissing: (name: string, error: SeriesError) => void,
): Promise<LabelReader> {
  if (source === undefined) return () => ({})
  if (typeof source === 'string') return labelPattern(source)
  const { csv } = source
  const table = labelTable(await wholeFile(csv), csv)
  const known = new Set(names)
  for (const [name, { line }] of table)
    if (!known.has(name))
      onMissing(name, new SeriesError(`${csv}, line ${line}`, `${name} is not among the files of ${folder}`))
  return (name, path) => {
    const row = table.get(name)
    if (!row) throw new SeriesError(path, `has no labels: no row of ${csv} is for ${name}`)
    return row.labels
  }
}
