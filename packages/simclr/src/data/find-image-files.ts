// Which files have images. Node only.
import { basename, dirname, join } from 'node:path'
import { type FileKinds, type FilesOfKind, findFiles } from '@infonce/runtime/internals'
import { ImageError } from '../errors.js'
import { idxLabelNames } from './idx.js'
import { type ImageKind, imageKinds, kindNames, kindOf } from './image-kinds.js'

/** Files of one kind, sorted. */
export type ImageFiles = FilesOfKind<ImageKind>

const files: FileKinds<ImageKind> = {
  kinds: imageKinds,
  kindOf,
  endingsOf: (kind) => kindNames[kind].text,
  what: 'has images',
  countText: (count, kind) => `${count} of ${kind} (${kindNames[kind].text})`,
  Refusal: ImageError,
}

/** {@link findFiles} for images. Of a file and the same packed, `x` and `x.gz`, the first counts. */
export async function findImageFiles(
  path: string,
  wanted: ImageKind | undefined,
  except: string | undefined,
): Promise<ImageFiles> {
  const found = await findFiles(path, files, wanted, except, (name, all) => !isCopy(name, all))
  const labels = new Set(found.names.flatMap(labelNames))
  return { ...found, leftOut: found.leftOut.filter((name) => !labels.has(name)) }
}

/** The IDX files of labels that belong to one of images: nobody is told that these are left out. */
const labelNames = (name: string): string[] =>
  idxLabelNames(basename(name)).map((label) => join(dirname(name), label).replaceAll('\\', '/'))

const isCopy = (name: string, there: ReadonlySet<string>): boolean =>
  /\.gz$/i.test(name) && there.has(name.replace(/\.gz$/i, ''))
