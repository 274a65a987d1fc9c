// Which images a command asks a model about: those that were typed, or those of its run.
import { describeRun } from '@infonce/runtime'
import {
  type Configuration,
  type DescribedImages,
  type ImageDescription,
  ImageError,
  openDescribed,
  simclr,
} from '@infonce/simclr'
import type { Progress } from '../../progress.js'
import { dataOfRun, type RunData, tellLeftOut } from '../../run-data.js'
import { filesDescription, imageFields, type TypedImages } from './image-options.js'
import { resizedLines } from './training.js'

/** The images of a run. */
export const runImages: RunData<ImageDescription> = {
  unit: 'images',
  ofRun: async (folder) => (await describeRun(simclr, folder)).images,
  fields: imageFields,
  words: {
    onlyWith: 'on given images: give images too',
    give: 'give some',
    places: 'images and --labels',
    giveNewPlace: 'give its new place as the images to train on',
  },
  Refusal: ImageError,
}

/** The images that were typed; those of the run in the folder where none were. Throws what {@link dataOfRun} throws. */
export const imagesFor = async (
  folder: string,
  path: string | undefined,
  typed: TypedImages,
): Promise<ImageDescription> =>
  path === undefined ? dataOfRun(runImages, folder, typed) : filesDescription(path, typed)

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
  tellLeftOut(set, progress)
  for (const line of resizedLines(set.sizes, set.size)) progress.note(line)
}
