// How pictures in files are opened, and what is known of them then.

import { ValueError } from '@infonce/core'
import type { BadFile, FilesFound, LabelSource } from '@infonce/runtime'
import { type PictureKind, pictureKinds } from './picture-kinds.js'
import type { PictureSet } from './pictures.js'

/** Options of {@link openPictures}. */
export interface OpenPicturesOptions {
  /** Which files of a folder are read, by default those of the only kind that is there; or what a single file is. */
  readonly kind?: PictureKind
  /** Side in pixels. Default: that of the pictures where they are squares of one size up to 64, otherwise 32. */
  readonly size?: number
  /** 3 for red, green, blue; 1 for grey. Default: 1 where all pictures are grey, otherwise 3. */
  readonly channels?: 1 | 3
  /**
   * Where labels come from. Default: `class` is the name of the folder that a file of one picture lies in, where there are
   * folders below the one that is opened, what CIFAR's files say, or what an IDX file of labels beside the pictures says.
   * A pattern of file names, `{class}_{index}` or, with folders, `{split}/{class}/*`; or `{ csv }`: for files of
   * one picture a table whose first row is `file,` and the names of the labels, for IDX and NPY one with the names alone and a
   * row for each picture, in their order; or `{ npy }`, for IDX and NPY: an array of whole numbers, `class`.
   */
  readonly labels?: PictureLabels
  /** What is done about a file that cannot be read or has no labels; `throw` by default. */
  readonly onBadFile?: 'throw' | 'skip'
  /** How many bytes of pixels are kept for the next reader; 1 GiB by default. */
  readonly cacheBytes?: number
  /** Called as files are looked at; those of one picture twice, for their sizes and for their pixels. */
  readonly onProgress?: (done: number, total: number) => void
  /** Ends the opening with its reason. */
  readonly signal?: AbortSignal
}

/** Where labels come from, see {@link OpenPicturesOptions}. */
export type PictureLabels = LabelSource | { readonly npy: string }

/** A set whose pictures lie in files. */
export interface OpenedPictures extends PictureSet {
  /** Files that were left out, under `onBadFile: 'skip'`. */
  readonly skipped: readonly BadFile[]
  /** How many files of which kinds are read and left out. */
  readonly found: FilesFound
  /** The sizes that pictures had before they were resized. */
  readonly sizes: PictureSizes
}

/** Sizes of pictures, in pixels. */
export interface PictureSizes {
  /** How many different ones there are. */
  readonly count: number
  /** Width and height of the one of the least area, and of the largest. */
  readonly smallest: readonly [number, number]
  readonly largest: readonly [number, number]
}

/** Throws a `ValueError` for impossible options. */
export function checkOptions(options: OpenPicturesOptions): void {
  const { kind, size = 1, channels, labels = '', onBadFile, cacheBytes = 0 } = options
  checkChoice('kind', kind, pictureKinds)
  checkChoice('channels', channels, [1, 3])
  checkChoice('onBadFile', onBadFile, ['throw', 'skip'])
  if (!(Number.isSafeInteger(size) && size > 0 && size <= 4096))
    throw new ValueError(`size must be a whole number from 1 to 4096; found ${size}`)
  const source =
    typeof labels === 'string' ? labels : ((labels as { csv?: unknown })?.csv ?? (labels as { npy?: unknown })?.npy)
  if (typeof source !== 'string')
    throw new ValueError('labels must be a pattern of names, { csv: path } or { npy: path }')
  if (!(cacheBytes >= 0)) throw new ValueError(`cacheBytes must be 0 or more; found ${cacheBytes}`)
}

function checkChoice<T>(option: string, found: T | undefined, choices: readonly T[]): void {
  if (found !== undefined && !choices.includes(found))
    throw new ValueError(
      `${option} must be one of ${choices.join(', ')}; found ${typeof found === 'string' ? `'${found}'` : found}`,
    )
}
