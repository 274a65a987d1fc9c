// The labels of images in files. Node only.
import { ValueError } from '@infonce/core'
import type { LabelReader, Labels } from '@infonce/runtime'
import { fileLabels } from '@infonce/runtime/internals'
import { ImageError } from '../errors.js'
import type { ImageFiles } from './find-image-files.js'
import type { ImageLabels } from './image-options.js'
import { rowLabels } from './row-labels.js'

/** Labels of the files of a set, and of its images where those have some of their own. */
export interface LabelsInFiles {
  readonly ofFile: LabelReader
  /** One for each image of the set, and where they stand. */
  readonly rows?: { readonly path: string; readonly labels: readonly Labels[] }
}

/**
 * Reads where labels come from. Rows of a table whose file is not there go to `onMissing`.
 * @throws ValueError for an impossible pattern, and for a source that the kind does not have; FileError, ImageError for
 *   one that cannot be read
 */
export async function labelsInFiles(
  source: ImageLabels | undefined,
  files: ImageFiles,
  onMissing: (name: string, error: Error) => void,
): Promise<LabelsInFiles> {
  const { kind, names } = files
  if (source === undefined) return { ofFile: kind === 'images' ? folderLabel : names.length > 1 ? fileLabel : none }
  if (typeof source === 'string') return { ofFile: await fileLabels(source, files, onMissing, ImageError) }
  if (kind === 'cifar')
    throw new ValueError('labels: CIFAR files have their own; a pattern of file names may add others')
  if (kind !== 'images')
    return { ofFile: none, rows: { path: 'npy' in source ? source.npy : source.csv, labels: await rowLabels(source) } }
  if ('npy' in source) throw new ValueError('labels: an array of them is for images in IDX or NPY files')
  return { ofFile: await fileLabels(source, files, onMissing, ImageError) }
}

const none: LabelReader = () => ({})
const folderLabel: LabelReader = (name) => (name.includes('/') ? { class: name.split('/').at(-2)! } : {})
/** Says from which of several files an array's image is: `train-images`, `data_batch_1`. */
const fileLabel: LabelReader = (name) => ({
  file: name.replace(/(\.gz|\.bin|\.npy|[.-]idx[34](-ubyte)?)+$/i, ''),
})
