// Images as plain data, from which a worker can open them: files, pixels, or the seeded drawings.
import * as data from '@infonce/runtime/internals'
import type { ImageSizes, OpenImagesOptions } from './data/image-options.js'
import { type ImageSet, type ImagesInMemoryOptions, imagesInMemory, selectImages } from './data/images.js'
import { type DrawingsOptions, drawings } from './drawings/drawings.js'
import { openFiles } from './open-files.js'

/** Where images come from. */
export type ImageOrigin =
  | data.FilesOrigin<OpenImagesOptions>
  | { readonly kind: 'memory'; readonly options: ImagesInMemoryOptions }
  | { readonly kind: 'drawings'; readonly options?: DrawingsOptions }

/** Where images come from, and which of them are meant. */
export interface ImageDescription extends data.LabelSelection {
  readonly origin: ImageOrigin
}

/** A set that a description was opened to, with what is left out of files, where the description asked for the rest. */
export interface DescribedImages extends ImageSet, data.OpenedData {
  /** The sizes that images in files had before they were resized, those that are not selected included. */
  readonly sizes?: ImageSizes
}

const openers: data.Openers<ImageOrigin, DescribedImages> = {
  files: ({ path, options }, watched) => openFiles(path, { ...options, ...watched }),
  memory: async ({ options }) => ({ ...imagesInMemory(options), skipped: [] }),
  drawings: async ({ options }, watched) => {
    const made = drawings(options)
    return { ...imagesInMemory({ images: await data.madeInTurns(made, watched), size: made.size }), skipped: [] }
  },
}

/**
 * Opens the images of a description.
 * @throws what `openImages`, `imagesInMemory` and `drawings` throw; ValueError when the selection leaves none, or names
 *   a label or a value that none of the images has
 */
export async function openDescribed(
  description: ImageDescription,
  options: data.OpenDescribedOptions = {},
): Promise<DescribedImages> {
  const { origin, ...selection } = description
  const { skipped, sizes, found, ...all } = await data.openOrigin(openers, origin, options)
  return { ...selectByLabels(all, selection), skipped, ...(sizes && { sizes }), ...(found && { found }) }
}

/**
 * The images of a set that have one of the values of each label of `only`, less those that have one of `without`.
 * @throws ValueError when none is left, or for a label or a value that none of the images has
 */
export function selectByLabels(set: ImageSet, selection: data.LabelSelection): ImageSet {
  const selects = data.labelSelection(set.images, selection, 'images')
  return selects ? selectImages(set, selects) : set
}
