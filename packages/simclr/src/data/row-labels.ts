// Labels of arrays of images: a row for each, in their order. Node only.
import { csvRows, csvText, wholeFile } from '@infonce/runtime/internals'
import { ImageError } from '../errors.js'
import { openFileBytes } from './file-bytes.js'
import { npyLabels } from './npy-images.js'

type Labels = Readonly<Record<string, string>>

/**
 * The labels of a CSV file whose first row has their names, or of an NPY file of whole numbers, `class`.
 * @throws FileError where it cannot be read; ImageError, with the line, where it is something else
 */
export async function rowLabels(source: { readonly csv: string } | { readonly npy: string }): Promise<Labels[]> {
  if ('npy' in source) {
    const bytes = await openFileBytes(source.npy, Number.MAX_SAFE_INTEGER)
    return (await npyLabels(bytes, source.npy)).map((text) => ({ class: text }))
  }
  const { csv } = source
  const [header, ...rows] = csvRows(csvText(await wholeFile(csv), csv, ImageError), csv, ImageError)
  const names = header?.fields ?? []
  if (names.length === 0 || names.includes('') || new Set(names).size < names.length)
    throw new ImageError(`${csv}, line 1`, `expected the names of the labels, found ${names.join(',') || 'nothing'}`)
  return rows.map(({ line, fields }) => {
    const place = `${csv}, line ${line}`
    if (fields.length !== names.length)
      throw new ImageError(place, `has ${fields.length} fields, line 1 has ${names.length}`)
    const empty = fields.indexOf('')
    if (empty >= 0) throw new ImageError(place, `its field ${names[empty]} is empty`)
    return Object.fromEntries(names.map((name, i) => [name, fields[i]!]))
  })
}
