// Pictures as plain data, from which a worker can open them: files, pixels, or the seeded drawings.
import { type BadFile, EventLoopTurns, type FilesFound, type LabelSelection, labelSelection } from '@infonce/runtime'
import type { OpenPicturesOptions, PictureSizes } from './data/picture-options.js'
import { type PictureSet, type PicturesInMemoryOptions, picturesInMemory, selectPictures } from './data/pictures.js'
import { type Drawing, type DrawingsOptions, drawings } from './drawings/drawings.js'
import { openFiles } from './open-files.js'

/** Where pictures come from. */
export type PictureOrigin =
  | {
      /** Node only. */
      readonly kind: 'files'
      /** A folder, or one file. */
      readonly path: string
      readonly options?: Omit<OpenPicturesOptions, 'signal' | 'onProgress'>
    }
  | { readonly kind: 'memory'; readonly options: PicturesInMemoryOptions }
  | { readonly kind: 'drawings'; readonly options?: DrawingsOptions }

/** Where pictures come from, and which of them are meant. */
export interface PictureDescription extends LabelSelection {
  readonly origin: PictureOrigin
}

/** A set that a description was opened to. */
export interface DescribedPictures extends PictureSet {
  /** Files that could not be used, where the description asked for the rest. */
  readonly skipped: readonly BadFile[]
  /** How many files of which kinds are read and left out, of pictures in files. */
  readonly found?: FilesFound
  /** The sizes that pictures in files had before they were resized, those that are not selected included. */
  readonly sizes?: PictureSizes
}

/** How {@link openDescribed} is watched and stopped. */
export interface OpenDescribedOptions {
  /** Called as files are looked at, or pictures drawn. */
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

const origins: {
  readonly [K in PictureOrigin['kind']]: (
    origin: Extract<PictureOrigin, { kind: K }>,
    options: OpenDescribedOptions,
  ) => Promise<DescribedPictures>
} = {
  files: ({ path, options }, { onProgress, signal }) =>
    openFiles(path, { ...options, ...(onProgress && { onProgress }), ...(signal && { signal }) }),
  memory: async ({ options }) => ({ ...picturesInMemory(options), skipped: [] }),
  drawings: async ({ options }, { onProgress, signal }) => {
    const pictures: Drawing[] = []
    const made = drawings(options)
    const turns = new EventLoopTurns()
    for (const picture of made) {
      if (turns.due) {
        onProgress?.(pictures.length, made.count)
        await turns.take()
      }
      signal?.throwIfAborted()
      pictures.push(picture)
    }
    onProgress?.(made.count, made.count)
    return { ...picturesInMemory({ pictures, size: made.size }), skipped: [] }
  },
}

/**
 * Opens the pictures of a description.
 * @throws what `openPictures`, `picturesInMemory` and `drawings` throw; ValueError when the selection leaves none, or names
 *   a label or a value that none of the pictures has
 */
export async function openDescribed(
  description: PictureDescription,
  options: OpenDescribedOptions = {},
): Promise<DescribedPictures> {
  const { origin, ...selection } = description
  const open = origins[origin.kind] as (
    origin: PictureOrigin,
    options: OpenDescribedOptions,
  ) => Promise<DescribedPictures>
  const { skipped, sizes, found, ...all } = await open(origin, options)
  return { ...selectByLabels(all, selection), skipped, ...(sizes && { sizes }), ...(found && { found }) }
}

/**
 * The pictures of a set that have one of the values of each label of `only`, less those that have one of `without`.
 * @throws ValueError when none is left, or for a label or a value that none of the pictures has
 */
export function selectByLabels(set: PictureSet, selection: LabelSelection): PictureSet {
  const selects = labelSelection(set.pictures, selection, 'pictures')
  return selects ? selectPictures(set, selects) : set
}
