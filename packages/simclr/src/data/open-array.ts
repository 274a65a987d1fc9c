// Files of arrays of images, by their kinds. Node only.
import { basename, dirname, join } from 'node:path'
import type { Labels } from '@infonce/runtime'
import { fileStatus } from '@infonce/runtime/internals'
import { type ArrayLayout, arrayFile } from './array-file.js'
import { cifarLayout } from './cifar.js'
import { type FileBytes, openFileBytes } from './file-bytes.js'
import { idxLabelNames, idxLayout } from './idx.js'
import type { ImageFile } from './image-file.js'
import type { ImageKind } from './image-kinds.js'
import { npyImages } from './npy-images.js'

const layouts: Readonly<
  Record<Exclude<ImageKind, 'images'>, (bytes: FileBytes, path: string) => Promise<ArrayLayout>>
> = {
  cifar: cifarLayout,
  npy: npyImages,
  idx: async (bytes, path) => {
    const labels = await firstThere(idxLabelNames(basename(path)).map((name) => join(dirname(path), name)))
    if (labels === undefined) return idxLayout(bytes, path)
    return idxLayout(bytes, path, { bytes: await openFileBytes(labels, Number.MAX_SAFE_INTEGER), path: labels })
  },
}

/** Looks at a file, of which up to `budget` bytes are held in memory; its images have the `labels` of the file. */
export async function openArray(
  kind: Exclude<ImageKind, 'images'>,
  path: string,
  name: string,
  labels: Labels,
  budget: number,
): Promise<ImageFile> {
  const bytes = await openFileBytes(path, budget)
  return arrayFile(path, name, bytes, await layouts[kind](bytes, path), labels)
}

async function firstThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const isThere = await fileStatus(path).then(
      (status) => status.isFile(),
      () => false,
    )
    if (isThere) return path
  }
  return undefined
}
