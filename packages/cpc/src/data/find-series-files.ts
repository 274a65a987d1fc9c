// Which files are series. Node only.
import { basename, dirname, join, resolve } from 'node:path'
import {
  countKinds,
  type FoundFiles,
  fileCountsText,
  fileStatus,
  filesBelow,
  filesLeftOut,
} from '@infonce/runtime/internals'
import { SeriesError } from '../errors.js'
import { kindOf, type SeriesKind, seriesFormats, seriesKinds } from './series-formats.js'

/** Files of one kind, sorted. */
export interface SeriesFiles extends FoundFiles {
  readonly kind: SeriesKind
  readonly leftOut: readonly string[]
}

/**
 * The files of one kind in a folder and below it, less the one at `except`; or the one file at `path`.
 * @throws FileError where the path cannot be read; SeriesError where there are no such files, or several kinds.
 */
export async function findSeriesFiles(
  path: string,
  wanted: SeriesKind | undefined,
  except: string | undefined,
): Promise<SeriesFiles> {
  const extensions = seriesKinds.map((kind) => seriesFormats[kind].extension).join(', ')
  if (!(await fileStatus(path)).isDirectory()) {
    const kind = wanted ?? kindOf(path)
    if (!kind) throw new SeriesError(path, `its extension is none of ${extensions}: specify its kind`)
    return { folder: dirname(path), names: [basename(path)], kind, leftOut: [] }
  }
  const files = await filesBelow(path, SeriesError)
  if (files.length === 0) throw new SeriesError(path, 'there are no files in this folder, nor in any below it')
  const excepted = except === undefined ? undefined : resolve(except)
  const candidates = files.filter((name) => resolve(join(path, name)) !== excepted)
  const byKind = seriesKinds.map((kind) => ({ kind, names: candidates.filter((name) => kindOf(name) === kind) }))
  const there = byKind.filter(({ kind, names }) => names.length > 0 && (!wanted || kind === wanted))
  if (there.length === 1) return { folder: path, ...there[0]!, leftOut: filesLeftOut(candidates, there[0]!.names) }
  if (there.length === 0)
    throw new SeriesError(
      path,
      `none of its ${files.length} files is a series: expected ${wanted ? seriesFormats[wanted].extension : extensions}; found ${fileCountsText(countKinds(files))}`,
    )
  const counts = there.map(({ kind, names }) => `${names.length} ${seriesFormats[kind].extension}`).join(' and ')
  throw new SeriesError(path, `has files of several kinds, ${counts}: specify which kind to read`)
}
