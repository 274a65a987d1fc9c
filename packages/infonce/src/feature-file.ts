// Features in a file, a row for each thing that was embedded: .npy or .csv.
import type { Features } from '@infonce/evaluation'
import { encodeNpy } from '@infonce/runtime'
import { writeFileAtomic } from '@infonce/runtime/internals'
import { csvRow, float32Text } from './csv-text.js'
import { UsageError } from './usage-error.js'

/** What a row is of. */
export interface NamedRow {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

/** What is written: rows of numbers, and where they have names, these. */
export interface FeatureTable {
  /** Of the numbers' columns: `mean-c`. */
  readonly name: string
  readonly features: Features
  readonly rows?: readonly NamedRow[]
}

/** A form of files. */
export interface FeatureFormat {
  /** The files for --out. */
  readonly paths: (out: string, named: boolean) => readonly string[]
  readonly contents: (table: FeatureTable) => readonly (string | Uint8Array)[]
}

const rowsPath = (out: string): string => `${out.slice(0, -'.npy'.length)}.rows.csv`

const formats: Readonly<Record<string, FeatureFormat>> = {
  '.npy': {
    paths: (out, named) => (named ? [out, rowsPath(out)] : [out]),
    contents: ({ features: { rows, columns, data }, rows: named }) => [
      encodeNpy(data, [rows, columns]),
      ...(named ? [infoRows(named).map(csvRow).join('')] : []),
    ],
  },
  '.csv': {
    paths: (out) => [out],
    contents: ({ name, features: { rows, columns, data }, rows: named }) => {
      const infos = named ? infoRows(named) : []
      const numbers = (row: number): string[] =>
        Array.from(data.subarray(row * columns, (row + 1) * columns), float32Text)
      const lines = [
        csvRow([...(infos[0] ?? []), ...Array.from({ length: columns }, (_, i) => `${name}.${i}`)]),
        ...Array.from({ length: rows }, (_, row) => csvRow([...(infos[row + 1] ?? []), ...numbers(row)])),
      ]
      return [lines.join('')]
    },
  },
}

/**
 * The form that the name of a file asks for.
 * @throws UsageError where none was typed, or another name
 */
export function featureFormat(out: string | undefined): { readonly out: string; readonly format: FeatureFormat } {
  if (out === undefined) throw new UsageError('--out is missing: give the file to write, .npy or .csv')
  const format = Object.entries(formats).find(([extension]) => out.toLowerCase().endsWith(extension))?.[1]
  if (!format) throw new UsageError(`--out: expected a name that ends in .npy or .csv, found '${out}'`)
  return { out, format }
}

/** Writes a table and returns the paths of its files. */
export async function writeFeatures(
  out: string,
  format: FeatureFormat,
  table: FeatureTable,
): Promise<readonly string[]> {
  const paths = format.paths(out, table.rows !== undefined)
  for (const [i, content] of format.contents(table).entries()) await writeFileAtomic(paths[i]!, content)
  return paths
}

/** `file` and the names of the labels, and then a row for each: what a table of labels is read from. */
function infoRows(named: readonly NamedRow[]): string[][] {
  const labels = [...new Set(named.flatMap(({ labels: own }) => Object.keys(own)))]
  return [
    ['file', ...labels],
    ...named.map(({ name, labels: own }) => [name, ...labels.map((label) => own[label] ?? '')]),
  ]
}
