// The files that a command wrote, with their sizes.
import { stat } from 'node:fs/promises'
import { bytes } from './numbers.js'
import { table } from './table.js'

/** A line for each file: its path and its size. */
export async function fileTable(paths: readonly string[], indent = ''): Promise<string[]> {
  const rows = await Promise.all(paths.map(async (path) => [path, bytes((await stat(path)).size)]))
  return table([{ title: '' }, { title: '', align: 'right' }], rows, indent)
}
