// Which images a command asks a model about: those that were typed, or those of its run.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describeRun, RunFolderError } from '@infonce/runtime'
import {
  type Configuration,
  type DescribedImages,
  type ImageDescription,
  ImageError,
  openDescribed,
  simclr,
} from '@infonce/simclr'
import { foundLines } from '../../files-found.js'
import { selectionOf } from '../../label-values.js'
import type { Progress } from '../../progress.js'
import { SkippedFiles } from '../../skipped-files.js'
import { UsageError } from '../../usage-error.js'
import { filesDescription, labelSource, type TypedImages, typedImageFlags } from './image-options.js'
import { resizedLines } from './training.js'

/**
 * The images that were typed; those of the run in the folder, with its selection or the one that was typed, where none
 * were.
 * @throws UsageError; RunFolderError where the folder holds no run; ImageError where its images are not there any more
 */
export async function imagesFor(
  folder: string,
  path: string | undefined,
  typed: TypedImages,
): Promise<ImageDescription> {
  if (path !== undefined) return filesDescription(path, typed)
  const { only, without, ...others } = typed
  const idle = typedImageFlags(others)
  if (idle.length > 0)
    throw new UsageError(`${idle.join(', ')}: has an effect only on given images: give images too, or leave it out`)
  const run = await describeRun(simclr, folder).catch((cause) => {
    if (!(cause instanceof RunFolderError)) throw cause
    throw new RunFolderError(`${folder} does not record which images it was trained on: give some`, { cause })
  })
  const images = await movedTo(run.images, folder, undefined, {})
  if (!only && !without) return images
  return { origin: images.origin, ...selectionOf(typed) }
}

/** The images of a run, where they and a file of their labels are now. */
export async function movedTo(
  images: ImageDescription,
  folder: string,
  path: string | undefined,
  { labels }: Pick<TypedImages, 'labels'>,
): Promise<ImageDescription> {
  const { origin } = images
  if (origin.kind !== 'files') {
    if (path === undefined && labels === undefined) return images
    throw new UsageError(
      `the run in ${folder} was started on images that are not from files: leave out images and --labels`,
    )
  }
  const there = path === undefined ? origin.path : resolve(path)
  if (path === undefined && !(await exists(there)))
    throw new ImageError(
      there,
      `the run in ${folder} was started on it, and it does not exist any more: give its new place as the images to train on`,
    )
  const options = labels === undefined ? origin.options : { ...origin.options, labels: labelSource('--labels', labels) }
  return { ...images, origin: { ...origin, path: there, ...(options && { options }) } }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Images in the size and channels of a model. */
function inFormOf({ origin, ...selection }: ImageDescription, { size, channels }: Configuration): ImageDescription {
  const form = { size, channels }
  if (origin.kind === 'files') return { ...selection, origin: { ...origin, options: { ...origin.options, ...form } } }
  if (origin.kind === 'drawings') return { ...selection, origin: { ...origin, options: { ...origin.options, size } } }
  return { ...selection, origin }
}

/**
 * Opens images for a model, and tells which are left out.
 * @throws what `openDescribed` throws
 */
export async function openFor(
  description: ImageDescription,
  configuration: Configuration,
  progress: Pick<Progress, 'update' | 'note'>,
): Promise<DescribedImages> {
  const label = 'reading the images'
  progress.update({ label, facts: [] })
  // Files are looked at more than once, so that their number would say nothing.
  const onProgress = (done: number, total: number): void => progress.update({ label, share: done / total, facts: [] })
  const set = await openDescribed(inFormOf(description, configuration), { onProgress })
  tellOpened(set, progress)
  return set
}

/** Tells which files are left out, and from which sizes images were resized. */
export function tellOpened(set: DescribedImages, progress: Pick<Progress, 'note'>): void {
  if (set.found) for (const line of foundLines(set.found)) progress.note(line)
  const skipped = new SkippedFiles((line) => progress.note(line))
  for (const file of set.skipped) skipped.add(file)
  skipped.end()
  for (const line of resizedLines(set.sizes, set.size)) progress.note(line)
}
