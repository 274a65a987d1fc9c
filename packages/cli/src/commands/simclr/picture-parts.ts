// What a probe learns from and what it is asked: two sets of pictures, and the labels in question.
import { Random } from '@infonce/core'
import { RunFolderError } from '@infonce/runtime'
import {
  describeRun,
  type PictureDescription,
  type PictureSet,
  type SimClr,
  selectByLabels,
  selectPictures,
} from '@infonce/simclr'
import type { Command } from 'commander'
import { selectedCount } from '../../label-values.js'
import { parseNumber } from '../../numbers.js'
import { type FitLabels, fitLabels, labelNames } from '../../probe/fit-labels.js'
import type { Progress } from '../../progress.js'
import { UsageError } from '../../usage-error.js'
import {
  addPictureOptions,
  addTestOptions,
  type TypedPictures,
  type TypedTest,
  testDescription,
} from './picture-options.js'
import { openFor, picturesFor } from './run-pictures.js'

/** What was typed. */
export interface TypedParts extends TypedPictures, TypedTest {
  readonly train?: string
  readonly holdOut?: string
  readonly label?: string
}

/** Two sets, and labels that both have. */
export interface PictureParts extends FitLabels {
  readonly training: PictureSet
  readonly test: PictureSet
  /** How many of the test pictures the model was trained on, where both are the run's. */
  readonly seen: number | undefined
  readonly skipped: readonly unknown[]
}

const DEFAULT_SHARE = 0.2
const UNIT = { one: 'picture', many: 'pictures' } as const
/** The label that is meant where nobody says which. */
const USUAL_LABEL = 'class'

/** Adds the options. */
export function addPartOptions(command: Command): void {
  command.option('--train <pictures>', 'pictures to learn labels from (default: those of the run)')
  addTestOptions(command, 'pictures to be told (default: see below)')
  addPictureOptions(command)
  command
    .option('--hold-out <share>', `share that is kept for the test where nothing else is (default: ${DEFAULT_SHARE})`)
    .option('--label <names>', 'labels: shape,colour (default: class, or all there are)')
}

/** Which pictures are the test part, for helps. */
export const partsHelp = `The test pictures are those of --test; else those that the run asked neighbours
for; else those that --without leaves out; else a share of all, drawn at random.`

/**
 * Opens both parts in the model's form.
 * @param unlabelled whether pictures without any label are taken too
 * @throws UsageError for what was typed, and where no label can be probed; what `picturesFor` and `openFor` throw
 */
export async function openParts(
  folder: string,
  model: SimClr,
  typed: TypedParts,
  progress: Pick<Progress, 'update' | 'note'>,
  { unlabelled = false }: { readonly unlabelled?: boolean } = {},
): Promise<PictureParts> {
  const { configuration } = model
  const share = shareOf(typed.holdOut)
  const names = typed.label?.split(',')
  if (names && new Set(names).size < names.length) throw new UsageError(`--label: '${typed.label}' names one twice`)
  const run = await describeRun(folder).catch((error: unknown) => {
    if (error instanceof RunFolderError) return undefined
    throw error
  })
  const known = await trainingPictures(folder, typed)
  const ofRun = typed.train === undefined
  const asked = testDescription(typed, ofRun ? run?.pictures : undefined) ?? (ofRun ? run?.neighbours?.test : undefined)
  let parts: Pick<PictureParts, 'training' | 'test' | 'skipped'>
  if (asked) {
    if (typed.holdOut !== undefined)
      throw new UsageError('--hold-out does nothing where there are test pictures: leave it out')
    const training = await openFor(known, configuration, progress)
    const test = await openFor(asked, configuration, progress)
    parts = { training, test, skipped: [...training.skipped, ...test.skipped] }
  } else {
    const { without = {}, ...all } = known
    const set = await openFor(all, configuration, progress)
    const isSelected = Object.keys(without).length > 0
    if (isSelected && typed.holdOut !== undefined)
      throw new UsageError('--hold-out does nothing with --without, which says what is kept: leave one out')
    const halves = isSelected ? leftOut(set, without) : drawn(set, share, configuration.seed)
    parts = { ...halves, skipped: set.skipped }
  }
  const rows = { training: parts.training.pictures, test: parts.test.pictures }
  const isUsual = names === undefined && rows.training.some(({ labels }) => labels[USUAL_LABEL] !== undefined)
  const but = new Set(['file', ...Object.keys(known.only ?? {}), ...Object.keys(known.without ?? {})])
  const hasNone =
    unlabelled && names === undefined && labelNames([...rows.training, ...rows.test]).every((name) => but.has(name))
  const fit = hasNone ? { labels: [], unfit: [] } : fitLabels(rows, isUsual ? [USUAL_LABEL] : names, but, UNIT)
  const seen = ofRun && run && !asked ? selectedCount(rows.test, run.pictures) : undefined
  return { ...parts, ...fit, seen }
}

/** What was typed of how files are read is about --test where the others are the run's. */
function trainingPictures(folder: string, typed: TypedParts): Promise<PictureDescription> {
  const { only, without } = typed
  const selection = { ...(only && { only }), ...(without && { without }) }
  return picturesFor(folder, typed.train, typed.train === undefined && typed.test !== undefined ? selection : typed)
}

function shareOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SHARE
  const share = parseNumber(text)
  if (share > 0 && share < 1) return share
  throw new UsageError(`--hold-out: expected a share above 0 and below 1, found '${text}'`)
}

function leftOut(
  set: PictureSet,
  without: NonNullable<PictureDescription['without']>,
): Pick<PictureParts, 'training' | 'test'> {
  const training = selectByLabels(set, { without })
  const rest = new Set(training.pictures)
  return { training, test: selectPictures(set, (info) => !rest.has(info)) }
}

function drawn(set: PictureSet, share: number, seed: number): Pick<PictureParts, 'training' | 'test'> {
  const count = set.pictures.length
  if (count < 2) throw new UsageError('there is one picture: a probe learns from some and is asked others')
  const held = Math.min(count - 1, Math.max(1, Math.round(share * count)))
  const order = Random.fromSeed(seed)
    .split('hold out')
    .shuffle(Array.from({ length: count }, (_, index) => index))
  const test = new Set(order.slice(0, held))
  return {
    training: selectPictures(set, (_, index) => !test.has(index)),
    test: selectPictures(set, (_, index) => test.has(index)),
  }
}
