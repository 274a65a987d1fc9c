// Which files have images. Node only.
import { basename, dirname, join, resolve } from 'node:path'
import {
  countKinds,
  type FoundFiles,
  fileCountsText,
  fileStatus,
  filesBelow,
  filesLeftOut,
} from '@infonce/runtime/internals'
import { ImageError } from '../errors.js'
import { idxLabelNames } from './idx.js'
import { type ImageKind, imageKinds, kindNames, kindOf } from './image-kinds.js'

/** Files of one kind, sorted. */
export interface ImageFiles extends FoundFiles {
  readonly kind: ImageKind
  readonly leftOut: readonly string[]
}

/**
 * The files of one kind in a folder and below it, less the one at `except`; or the one file at `path`. Of a file and
 * the same packed, `x` and `x.gz`, the first counts.
 * @throws FileError where the path cannot be read; ImageError where there are no such files, or several kinds
 */
export async function findImageFiles(
  path: string,
  wanted: ImageKind | undefined,
  except: string | undefined,
): Promise<ImageFiles> {
  const expected = (wanted ? [wanted] : imageKinds).map((kind) => kindNames[kind].text).join(', ')
  if (!(await fileStatus(path)).isDirectory()) {
    const kind = wanted ?? kindOf(path)
    if (!kind) throw new ImageError(path, `its extension is none of ${expected}: specify its kind`)
    return { folder: dirname(path), names: [basename(path)], kind, leftOut: [] }
  }
  const files = await filesBelow(path, ImageError)
  if (files.length === 0) throw new ImageError(path, 'there are no files in this folder, nor in any below it')
  const there = new Set(files)
  const excepted = except === undefined ? undefined : resolve(except)
  const candidates = files.filter((name) => resolve(join(path, name)) !== excepted && !isCopy(name, there))
  const found = imageKinds
    .map((kind) => ({ kind, names: candidates.filter((name) => kindOf(name) === kind) }))
    .filter(({ kind, names }) => names.length > 0 && (!wanted || kind === wanted))
  if (found.length === 1) return { folder: path, ...found[0]!, leftOut: othersThan(found[0]!.names, candidates) }
  if (found.length === 0)
    throw new ImageError(
      path,
      `none of its ${files.length} files has images: expected ${expected}; found ${fileCountsText(countKinds(files))}`,
    )
  const counts = found.map(({ kind, names }) => `${names.length} of ${kind} (${kindNames[kind].text})`).join(' and ')
  throw new ImageError(path, `has files of several kinds, ${counts}: specify which kind to read`)
}

/** What is not read, but for IDX files of labels. */
function othersThan(names: readonly string[], candidates: readonly string[]): string[] {
  const labels = new Set(
    names.flatMap((name) =>
      idxLabelNames(basename(name)).map((label) => join(dirname(name), label).replaceAll('\\', '/')),
    ),
  )
  return filesLeftOut(candidates, names).filter((name) => !labels.has(name))
}

const isCopy = (name: string, there: ReadonlySet<string>): boolean =>
  /\.gz$/i.test(name) && there.has(name.replace(/\.gz$/i, ''))
