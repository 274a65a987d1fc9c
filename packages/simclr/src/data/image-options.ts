// How images in files are opened, and what is known of them then.

import { ValueError } from '@infonce/core'
import type { LabelSource } from '@infonce/runtime'
import { checkChoice, checkOpenFilesOptions, type OpenedData, type OpenFilesOptions } from '@infonce/runtime/internals'
import { type ImageKind, imageKinds } from './image-kinds.js'
import type { ImageSet } from './images.js'

/**
 * Options of {@link openImages}. Files of one image are looked at twice, for their sizes and for their pixels.
 */
export interface OpenImagesOptions extends OpenFilesOptions {
  /** Which files of a folder are read, by default those of the only kind that is there; or what a single file is. */
  readonly kind?: ImageKind
  /** Side in pixels. Default: that of the images where they are squares of one size up to 64, otherwise 32. */
  readonly size?: number
  /** 3 for red, green, blue; 1 for gray. Default: 1 where all images are gray, otherwise 3. */
  readonly channels?: 1 | 3
  /**
   * Where labels come from. Default: `class` is the name of the folder that a file of one image lies in, where there are
   * folders below the one that is opened, what CIFAR's files say, or what an IDX file of labels beside the images says.
   * A pattern of file names, `{class}_{index}` or, with folders, `{split}/{class}/*`; or `{ csv }`: for files of
   * one image a table whose first row is `file,` and the names of the labels, for IDX and NPY one with the names alone and a
   * row for each image, in their order; or `{ npy }`, for IDX and NPY: an array of whole numbers, `class`.
   */
  readonly labels?: ImageLabels
}

/** Where labels come from, see {@link OpenImagesOptions}. */
export type ImageLabels = LabelSource | { readonly npy: string }

/** A set whose images lie in files; those that were left out, under `onBadFile: 'skip'`, are `skipped`. */
export interface OpenedImages extends ImageSet, Required<OpenedData> {
  /** The sizes that images had before they were resized. */
  readonly sizes: ImageSizes
}

/** Sizes of images, in pixels. */
export interface ImageSizes {
  /** How many different ones there are. */
  readonly count: number
  /** Width and height of the one of the least area, and of the largest. */
  readonly smallest: readonly [number, number]
  readonly largest: readonly [number, number]
}

/** Throws a `ValueError` for impossible options. */
export function checkOptions(options: OpenImagesOptions): void {
  const { kind, size = 1, channels, labels = '' } = options
  checkChoice('kind', kind, imageKinds)
  checkChoice('channels', channels, [1, 3])
  if (!(Number.isSafeInteger(size) && size > 0 && size <= 4096))
    throw new ValueError(`size must be a whole number from 1 to 4096; found ${size}`)
  const source =
    typeof labels === 'string' ? labels : ((labels as { csv?: unknown })?.csv ?? (labels as { npy?: unknown })?.npy)
  if (typeof source !== 'string')
    throw new ValueError('labels must be a pattern of names, { csv: path } or { npy: path }')
  checkOpenFilesOptions(options)
}
