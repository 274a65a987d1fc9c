// Images in files: a folder of them, or one. Node only.
import { join } from 'node:path'
import {
  ArrayCache,
  BadFiles,
  DEFAULT_CACHE_BYTES,
  entryOf,
  FILES_AT_ONCE,
  filesFound,
  inGroups,
} from '@infonce/runtime/internals'
import { ImageError } from '../errors.js'
import { openEncodedImage } from './decode-image.js'
import { findImageFiles } from './find-image-files.js'
import type { ImageFile } from './image-file.js'
import { formOf, sizesOf } from './image-form.js'
import { type LabelsInFiles, labelsInFiles } from './image-labels.js'
import { checkOptions, type ImageLabels, type OpenedImages, type OpenImagesOptions } from './image-options.js'
import { type ImageInfo, NOUN } from './images.js'
import { openArray } from './open-array.js'

/**
 * Opens the images of a folder and the folders below it, sorted by path, or those of one file: PNG, JPEG, WebP, GIF,
 * TIFF and AVIF (by the package sharp); or arrays of images, which may be packed by gzip: CIFAR-10 and CIFAR-100 binary files, IDX
 * (MNIST), and NPY `[N, H, W]`, `[N, H, W, 3]` or `[N, 3, H, W]` of uint8, of other numbers 0 … 255, or of floats 0 … 1. An image's name is its path within the
 * folder, `train.bin[17]` in an array. Files of other extensions are left out, and counted in
 * `found`; those whose names begin with a dot, and descriptions (README, .txt, .json, …), count for nothing.
 *
 * Every image is turned upright as its EXIF data say, laid over white where it is transparent, brought to sRGB or gray
 * with 8 bits a channel, resized to cover a square of `size` and cut from the middle of that; of animations it is the first
 * one. `sizes` says what there was before. Files of one image are all decoded once at the opening, so that bad ones are
 * known before the set is used; pixels are kept within a budget and read again beyond it.
 * @throws ValueError for impossible options, and where sharp is needed and not installed. ImageError where there are no
 *   files with images, or of several kinds; where none can be read; where labels are malformed, or more or fewer than
 *   images. A bad file (not of its format, truncated, empty, without labels, in the table of labels but not there) is a
 *   ImageError, or a FileError where the system refuses, unless `onBadFile` is `skip`
 */
export async function openImages(path: string, options: OpenImagesOptions = {}): Promise<OpenedImages> {
  checkOptions(options)
  const { signal, onProgress, cacheBytes = DEFAULT_CACHE_BYTES } = options
  const files = await findImageFiles(path, options.kind, pathOf(options.labels))
  const { folder, names, kind, leftOut } = files
  const bad = new BadFiles(options.onBadFile, ImageError)
  const { skipped } = bad
  const labels = await labelsInFiles(options.labels, files, (name, error) => bad.take(name, error))
  const isArray = kind !== 'images'
  const work = isArray ? names.length : 2 * names.length
  const told = (done: number): void => onProgress?.(done, work)

  let free = cacheBytes
  const opened: { readonly name: string; readonly file: ImageFile }[] = []
  const look = async (name: string): Promise<ImageFile> => {
    const own = labels.ofFile(name, join(folder, name))
    if (!isArray) return openEncodedImage(join(folder, name), { name, labels: own })
    const file = await openArray(kind, join(folder, name), name, own, free)
    free -= file.held
    return file
  }
  // Arrays one after the other: each is told what is left of the budget.
  for await (const { item: name, result } of inGroups(names, isArray ? 1 : FILES_AT_ONCE, look, told, signal))
    if (result.status === 'fulfilled') opened.push({ name, file: result.value })
    // Rows of labels are for all files together.
    else if (labels.rows) throw result.reason
    else bad.take(name, result.reason)

  const unusable = () => new ImageError(path, `none of its ${names.length} files can be used; ${skipped[0]!.reason}`)
  if (opened.length === 0) throw unusable()
  const all = opened.map(({ file }) => file)
  const form = formOf(all, options)
  const places: { readonly file: ImageFile; readonly index: number }[] = []
  const cache = new ArrayCache(free, (index) => {
    const { file, index: inFile } = places[index]!
    return file.read(inFile, form)
  })
  if (isArray) for (const file of all) for (const index of file.images.keys()) places.push({ file, index })
  else {
    const decode = ({ file }: (typeof opened)[number]) => file.read(0, form)
    for await (const { item, result } of inGroups(
      opened,
      FILES_AT_ONCE,
      decode,
      (done) => told(names.length + done),
      signal,
    ))
      if (result.status === 'fulfilled') {
        if (cache.hasRoomFor(result.value.byteLength)) cache.keep(places.length, result.value)
        places.push({ file: item.file, index: 0 })
      } else bad.take(item.name, result.reason)
    if (opened.length < names.length) told(work)
  }
  if (places.length === 0) throw unusable()
  return {
    ...form,
    images: withRows(
      places.map(({ file, index }) => file.images[index]!),
      labels,
    ),
    ...{ skipped, sizes: sizesOf(all) },
    // What files of arrays are labeled by stands in them.
    found: filesFound(names, leftOut, isArray ? undefined : labels.ofFile),
    read: async (index) => {
      entryOf(places, index, NOUN)
      return cache.read(index)
    },
  }
}

function withRows(images: readonly ImageInfo[], { rows }: LabelsInFiles): readonly ImageInfo[] {
  if (!rows) return images
  const { path, labels } = rows
  if (labels.length !== images.length)
    throw new ImageError(path, `has labels for ${labels.length} images, and there are ${images.length}`)
  return images.map((info, i) => ({ ...info, labels: { ...info.labels, ...labels[i]! } }))
}

/** The file of labels, which is none of images. */
function pathOf(labels: ImageLabels | undefined): string | undefined {
  if (labels === undefined || typeof labels === 'string') return undefined
  return 'npy' in labels ? labels.npy : labels.csv
}
