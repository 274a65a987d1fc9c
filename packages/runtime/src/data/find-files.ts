// Which files of a folder are read: those of one kind. Node only.
import { basename, dirname, join, resolve } from 'node:path'
import type { DataErrorClass } from './data-error.js'
import { fileStatus, filesBelow } from './data-files.js'
import type { FoundFiles } from './file-labels.js'
import { countKinds, fileCountsText, filesLeftOut } from './files-found.js'

/** The kinds of files that data can be in. */
export interface FileKinds<Kind extends string> {
  readonly kinds: readonly Kind[]
  /** The ends of their names, in words: `.tif, .tiff`. */
  readonly endingsOf: (kind: Kind) => string
  readonly kindOf: (name: string) => Kind | undefined
  /** What a file of them is, in messages: `is a series`. */
  readonly what: string
  /** So many files of a kind, in words. */
  readonly countText: (count: number, kind: Kind) => string
  readonly Refusal: DataErrorClass
}

/** Files of one kind, sorted. */
export interface FilesOfKind<Kind> extends FoundFiles {
  readonly kind: Kind
  readonly leftOut: readonly string[]
}

/**
 * The files of one kind in a folder and below it, less the one at `except`; or the one file at `path`.
 * @param wanted the kind. Default: the only one that is there
 * @param counts whether a file counts, by its name and those of all. Default: all do
 * @throws FileError where the path cannot be read; a `Refusal` where there are no such files, or several kinds
 */
export async function findFiles<Kind extends string>(
  path: string,
  { kinds: known, endingsOf, kindOf, what, countText, Refusal }: FileKinds<Kind>,
  wanted: Kind | undefined,
  except: string | undefined,
  counts: (name: string, all: ReadonlySet<string>) => boolean = () => true,
): Promise<FilesOfKind<Kind>> {
  const kinds = wanted ? [wanted] : known
  const expected = kinds.map(endingsOf).join(', ')
  if (!(await fileStatus(path)).isDirectory()) {
    const kind = wanted ?? kindOf(path)
    if (!kind) throw new Refusal(path, `its extension is none of ${expected}: specify its kind`)
    return { folder: dirname(path), names: [basename(path)], kind, leftOut: [] }
  }
  const files = await filesBelow(path, Refusal)
  if (files.length === 0) throw new Refusal(path, 'there are no files in this folder, nor in any below it')
  const all = new Set(files)
  const excepted = except === undefined ? undefined : resolve(except)
  const candidates = files.filter((name) => resolve(join(path, name)) !== excepted && counts(name, all))
  const [found, ...others] = kinds
    .map((kind) => ({ kind, names: candidates.filter((name) => kindOf(name) === kind) }))
    .filter(({ names }) => names.length > 0)
  if (!found)
    throw new Refusal(
      path,
      `none of its ${files.length} files ${what}: expected ${expected}; found ${fileCountsText(countKinds(files))}`,
    )
  if (others.length === 0) return { folder: path, ...found, leftOut: filesLeftOut(candidates, found.names) }
  const texts = [found, ...others].map(({ kind, names }) => countText(names.length, kind)).join(' and ')
  throw new Refusal(path, `has files of several kinds, ${texts}: specify which kind to read`)
}
