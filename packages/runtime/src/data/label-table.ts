// Labels in a table beside the files.
import { csvRows, csvText } from './csv-rows.js'
import type { DataErrorClass } from './data-error.js'
import type { Labels } from './label-pattern.js'

/** The labels of files, and the line where each stands. */
export type LabelTable = ReadonlyMap<string, { readonly labels: Labels; readonly line: number }>

/**
 * The labels of a CSV file whose first row is `file,` and the names of the labels, and whose others are the paths of
 * files, relative to the folder of the data and with `/` between parts, and their labels. These paths are compared with
 * those of the files that were found in the folder, and never opened: a table cannot lead out of it.
 * @throws a `Refusal`, with the line, for a first row that is another, a row of another length, a label that is
 * empty, or a file that stands twice; where there are no rows.
 */
export function labelTable(bytes: Uint8Array, path: string, Refusal: DataErrorClass): LabelTable {
  const [header, ...rows] = csvRows(csvText(bytes, path, Refusal), path, Refusal)
  const [first, ...names] = header?.fields ?? []
  if (first !== 'file' || names.length === 0 || names.includes('') || new Set(names).size < names.length)
    throw new Refusal(
      `${path}, line 1`,
      `expected file and the names of the labels, such as file,speaker,word; found ${header?.fields.join(',') ?? 'nothing'}`,
    )
  if (rows.length === 0) throw new Refusal(path, 'has no rows below its first: no file has labels')
  const table = new Map<string, { labels: Labels; line: number }>()
  for (const { line, fields } of rows) {
    const place = `${path}, line ${line}`
    const [file, ...values] = fields
    if (values.length !== names.length)
      throw new Refusal(place, `has ${fields.length} fields, line 1 has ${names.length + 1}`)
    const empty = fields.indexOf('')
    if (empty >= 0) throw new Refusal(place, `its field ${['file', ...names][empty]} is empty`)
    const name = file!.replaceAll('\\', '/').replace(/^(\.\/)+/, '')
    const before = table.get(name)
    if (before) throw new Refusal(place, `${name} is already in line ${before.line}: remove one`)
    table.set(name, { line, labels: Object.fromEntries(names.map((label, i) => [label, values[i]!])) })
  }
  return table
}
