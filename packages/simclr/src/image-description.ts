// Images as plain data, from which a worker can open them: files, pixels, or the seeded drawings.
import type { BadFile, FilesFound, LabelSelection } from '@infonce/runtime'
import { EventLoopTurns, labelSelection } from '@infonce/runtime/internals'
import type { ImageSizes, OpenImagesOptions } from './data/image-options.js'
import { type ImageSet, type ImagesInMemoryOptions, imagesInMemory, selectImages } from './data/images.js'
import { type Drawing, type DrawingsOptions, drawings } from './drawings/drawings.js'
import { openFiles } from './open-files.js'

/** Where images come from. */
export type ImageOrigin =
  | {
      /** Node only. */
      readonly kind: 'files'
      /** A folder, or one file. */
      readonly path: string
      readonly options?: Omit<OpenImagesOptions, 'signal' | 'onProgress'>
    }
  | { readonly kind: 'memory'; readonly options: ImagesInMemoryOptions }
  | { readonly kind: 'drawings'; readonly options?: DrawingsOptions }

/** Where images come from, and which of them are meant. */
export interface ImageDescription extends LabelSelection {
  readonly origin: ImageOrigin
}

/** A set that a description was opened to. */
export interface DescribedImages extends ImageSet {
  /** Files that could not be used, where the description asked for the rest. */
  readonly skipped: readonly BadFile[]
  /** How many files of which kinds are read and left out, of images in files. */
  readonly found?: FilesFound
  /** The sizes that images in files had before they were resized, those that are not selected included. */
  readonly sizes?: ImageSizes
}

/** How {@link openDescribed} is watched and stopped. */
export interface OpenDescribedOptions {
  /** Called as files are looked at, or images drawn. */
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

const origins: {
  readonly [K in ImageOrigin['kind']]: (
    origin: Extract<ImageOrigin, { kind: K }>,
    options: OpenDescribedOptions,
  ) => Promise<DescribedImages>
} = {
  files: ({ path, options }, { onProgress, signal }) =>
    openFiles(path, { ...options, ...(onProgress && { onProgress }), ...(signal && { signal }) }),
  memory: async ({ options }) => ({ ...imagesInMemory(options), skipped: [] }),
  drawings: async ({ options }, { onProgress, signal }) => {
    const images: Drawing[] = []
    const made = drawings(options)
    const turns = new EventLoopTurns()
    for (const image of made) {
      if (turns.due) {
        onProgress?.(images.length, made.count)
        await turns.take()
      }
      signal?.throwIfAborted()
      images.push(image)
    }
    onProgress?.(made.count, made.count)
    return { ...imagesInMemory({ images, size: made.size }), skipped: [] }
  },
}

/**
 * Opens the images of a description.
 * @throws what `openImages`, `imagesInMemory` and `drawings` throw; ValueError when the selection leaves none, or names
 *   a label or a value that none of the images has
 */
export async function openDescribed(
  description: ImageDescription,
  options: OpenDescribedOptions = {},
): Promise<DescribedImages> {
  const { origin, ...selection } = description
  const open = origins[origin.kind] as (origin: ImageOrigin, options: OpenDescribedOptions) => Promise<DescribedImages>
  const { skipped, sizes, found, ...all } = await open(origin, options)
  return { ...selectByLabels(all, selection), skipped, ...(sizes && { sizes }), ...(found && { found }) }
}

/**
 * The images of a set that have one of the values of each label of `only`, less those that have one of `without`.
 * @throws ValueError when none is left, or for a label or a value that none of the images has
 */
export function selectByLabels(set: ImageSet, selection: LabelSelection): ImageSet {
  const selects = labelSelection(set.images, selection, 'images')
  return selects ? selectImages(set, selects) : set
}
