// What a probe learns from and what it is asked: two sets of images, and the labels in question.
import { Random } from '@infonce/core'
import { describeRun, RunFolderError } from '@infonce/runtime'
import {
  type ImageDescription,
  type ImageSet,
  type SimClr,
  selectByLabels,
  selectImages,
  simclr,
} from '@infonce/simclr'
import type { Command } from 'commander'
import { selectedCount } from '../../label-values.js'
import { parseNumber } from '../../numbers.js'
import { type FitLabels, fitLabels, labelNames } from '../../probe/fit-labels.js'
import type { Progress } from '../../progress.js'
import { UsageError } from '../../usage-error.js'
import { addImageOptions, addTestOptions, type TypedImages, type TypedTest, testDescription } from './image-options.js'
import { imagesFor, openFor } from './run-images.js'

/** What was typed. */
export interface TypedParts extends TypedImages, TypedTest {
  readonly train?: string
  readonly holdOut?: string
  readonly label?: string
}

/** Two sets, and labels that both have. */
export interface ImageParts extends FitLabels {
  readonly training: ImageSet
  readonly test: ImageSet
  /** How many of the test images the model was trained on, where both are the run's. */
  readonly seen: number | undefined
  readonly skipped: readonly unknown[]
}

const DEFAULT_SHARE = 0.2
const UNIT = { one: 'image', many: 'images' } as const
/** The label that is meant where nobody says which. */
const USUAL_LABEL = 'class'

/** Adds the options. */
export function addPartOptions(command: Command): void {
  command.option('--train <images>', 'images to train probes on (default: those of the run)')
  addTestOptions(command, 'test images (default: see below)')
  addImageOptions(command)
  command
    .option('--hold-out <share>', `share of test images if there are no others (default: ${DEFAULT_SHARE})`)
    .option('--label <names>', 'labels: shape,color (default: class, or all there are)')
}

/** Which images are the test part, for helps. */
export const partsHelp = `The test images are those of --test; else the run's test images for nearest
neighbors; else those that --without leaves out; else a random share of all.`

/**
 * Opens both parts in the model's form.
 * @param unlabeled whether images without any label are taken too
 * @throws UsageError for what was typed, and where no label can be probed; what `imagesFor` and `openFor` throw
 */
export async function openParts(
  folder: string,
  model: SimClr,
  typed: TypedParts,
  progress: Pick<Progress, 'update' | 'note'>,
  { unlabeled = false }: { readonly unlabeled?: boolean } = {},
): Promise<ImageParts> {
  const { configuration } = model
  const share = shareOf(typed.holdOut)
  const names = typed.label?.split(',')
  if (names && new Set(names).size < names.length) throw new UsageError(`--label: '${typed.label}' names one twice`)
  const run = await describeRun(simclr, folder).catch((error: unknown) => {
    if (error instanceof RunFolderError) return undefined
    throw error
  })
  const known = await trainingImages(folder, typed)
  const ofRun = typed.train === undefined
  const asked = testDescription(typed, ofRun ? run?.images : undefined) ?? (ofRun ? run?.neighbors?.test : undefined)
  let parts: Pick<ImageParts, 'training' | 'test' | 'skipped'>
  if (asked) {
    if (typed.holdOut !== undefined)
      throw new UsageError('--hold-out does nothing where there are test images: leave it out')
    const training = await openFor(known, configuration, progress)
    const test = await openFor(asked, configuration, progress)
    parts = { training, test, skipped: [...training.skipped, ...test.skipped] }
  } else {
    const { without = {}, ...all } = known
    const set = await openFor(all, configuration, progress)
    const isSelected = Object.keys(without).length > 0
    if (isSelected && typed.holdOut !== undefined)
      throw new UsageError('--hold-out does nothing with --without, which selects the test images: leave one out')
    const halves = isSelected ? leftOut(set, without) : drawn(set, share, configuration.seed)
    parts = { ...halves, skipped: set.skipped }
  }
  const rows = { training: parts.training.images, test: parts.test.images }
  const isUsual = names === undefined && rows.training.some(({ labels }) => labels[USUAL_LABEL] !== undefined)
  const but = new Set(['file', ...Object.keys(known.only ?? {}), ...Object.keys(known.without ?? {})])
  const hasNone =
    unlabeled && names === undefined && labelNames([...rows.training, ...rows.test]).every((name) => but.has(name))
  const fit = hasNone ? { labels: [], unfit: [] } : fitLabels(rows, isUsual ? [USUAL_LABEL] : names, but, UNIT)
  const seen = ofRun && run && !asked ? selectedCount(rows.test, run.images) : undefined
  return { ...parts, ...fit, seen }
}

/** What was typed of how files are read is about --test where the others are the run's. */
function trainingImages(folder: string, typed: TypedParts): Promise<ImageDescription> {
  const { only, without } = typed
  const selection = { ...(only && { only }), ...(without && { without }) }
  return imagesFor(folder, typed.train, typed.train === undefined && typed.test !== undefined ? selection : typed)
}

function shareOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SHARE
  const share = parseNumber(text)
  if (share > 0 && share < 1) return share
  throw new UsageError(`--hold-out: expected a share above 0 and below 1, found '${text}'`)
}

function leftOut(
  set: ImageSet,
  without: NonNullable<ImageDescription['without']>,
): Pick<ImageParts, 'training' | 'test'> {
  const training = selectByLabels(set, { without })
  const rest = new Set(training.images)
  return { training, test: selectImages(set, (info) => !rest.has(info)) }
}

function drawn(set: ImageSet, share: number, seed: number): Pick<ImageParts, 'training' | 'test'> {
  const count = set.images.length
  if (count < 2) throw new UsageError('there is only one image: a probe needs training images and test images')
  const held = Math.min(count - 1, Math.max(1, Math.round(share * count)))
  const order = Random.fromSeed(seed)
    .split('hold out')
    .shuffle(Array.from({ length: count }, (_, index) => index))
  const test = new Set(order.slice(0, held))
  return {
    training: selectImages(set, (_, index) => !test.has(index)),
    test: selectImages(set, (_, index) => test.has(index)),
  }
}
