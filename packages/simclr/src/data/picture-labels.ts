// The labels of pictures in files. Node only.
import { ValueError } from '@infonce/core'
import { fileLabels, type LabelReader, type Labels } from '@infonce/runtime'
import { PictureError } from '../errors.js'
import type { PictureFiles } from './find-picture-files.js'
import type { PictureLabels } from './picture-options.js'
import { rowLabels } from './row-labels.js'

/** Labels of the files of a set, and of its pictures where those have some of their own. */
export interface LabelsInFiles {
  readonly ofFile: LabelReader
  /** One for each picture of the set, and where they stand. */
  readonly rows?: { readonly path: string; readonly labels: readonly Labels[] }
}

/**
 * Reads where labels come from. Rows of a table whose file is not there go to `onMissing`.
 * @throws ValueError for an impossible pattern, and for a source that the kind does not have; FileError, PictureError for
 *   one that cannot be read
 */
export async function labelsInFiles(
  source: PictureLabels | undefined,
  files: PictureFiles,
  onMissing: (name: string, error: Error) => void,
): Promise<LabelsInFiles> {
  const { kind, names } = files
  if (source === undefined) return { ofFile: kind === 'pictures' ? folderLabel : names.length > 1 ? fileLabel : none }
  if (typeof source === 'string') return { ofFile: await fileLabels(source, files, onMissing, PictureError) }
  if (kind === 'cifar')
    throw new ValueError('labels: CIFAR files have their own; a pattern of file names may add others')
  if (kind !== 'pictures')
    return { ofFile: none, rows: { path: 'npy' in source ? source.npy : source.csv, labels: await rowLabels(source) } }
  if ('npy' in source) throw new ValueError('labels: an array of them is for pictures in IDX or NPY files')
  return { ofFile: await fileLabels(source, files, onMissing, PictureError) }
}

const none: LabelReader = () => ({})
const folderLabel: LabelReader = (name) => (name.includes('/') ? { class: name.split('/').at(-2)! } : {})
/** Says from which of several files an array's picture is: `train-images`, `data_batch_1`. */
const fileLabel: LabelReader = (name) => ({
  file: name.replace(/(\.gz|\.bin|\.npy|[.-]idx[34](-ubyte)?)+$/i, ''),
})
