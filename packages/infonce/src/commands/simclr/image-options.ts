// The options that say which images are meant.
import { resolve } from 'node:path'
import type { ImageDescription, ImageLabels, OpenImagesOptions } from '@infonce/simclr'
import type { Command } from 'commander'
import { choiceOf } from '../../choice.js'
import { addSelectionOptions, selectionOf, type TypedSelection } from '../../label-values.js'
import { UsageError } from '../../usage-error.js'
import { wholeNumber } from '../../whole-number.js'

/** What was typed of how files are read. */
export interface TypedImages extends TypedSelection {
  readonly kind?: string
  readonly labels?: string
  readonly skipBad?: true
}

/** What was typed of the form that images are brought to. */
export interface TypedForm {
  readonly size?: string
  readonly channels?: string
}

/** What was typed of test images in files of their own. */
export interface TypedTest {
  readonly test?: string
  readonly testLabels?: string
}

type Kind = NonNullable<OpenImagesOptions['kind']>
const kinds = ['images', 'cifar', 'idx', 'npy'] as const satisfies readonly Kind[]

/** Adds the options of how files are read. */
export function addImageOptions(command: Command): void {
  command
    .option('--kind <name>', `files that are read: ${kinds.join(', ')} (default: the only kind there)`)
    .option('--labels <pattern|file>', "labels in names, '{class}_*', or a .csv or .npy file (default: see below)")
  addSelectionOptions(command, 'images')
}

/** Adds the options of the form. */
export function addFormOptions(command: Command): void {
  command
    .option('--size <n>', 'side in pixels (default: that of the images up to 64, else 32)')
    .option('--channels <n>', '3 for colors, 1 for gray (default: those of the images)')
}

/** Adds the options of test images; `what` says what they are for. */
export function addTestOptions(command: Command, what: string): void {
  command
    .option('--test <images>', what)
    .option('--test-labels <pattern|file>', 'labels of the test images (default: the pattern of --labels)')
}

/** Where labels come from, in words, for helps. */
export const labelsHelp = `The label class of an image is the name of its folder, or comes from the CIFAR
file or from the IDX file of labels beside the images. --labels gives other
labels: a pattern of file names, or a table whose first column is file; for
arrays, a .npy file, or a table without the column file and one row per image.`

/** The options of how files are read. */
export const imageFields: readonly (keyof TypedImages)[] = ['kind', 'labels', 'only', 'without', 'skipBad']

/** Reads --labels or --test-labels. Throws a `UsageError`. */
export function labelSource(option: string, text: string): ImageLabels {
  if (text.includes('{')) return text
  if (/\.csv$/i.test(text)) return { csv: resolve(text) }
  if (/\.npy$/i.test(text)) return { npy: resolve(text) }
  throw new UsageError(
    `${option}: expected a pattern such as '{class}_{index}', or a .csv or .npy file, found '${text}'`,
  )
}

/**
 * The images in the files at `path`, which is remembered whole.
 * @throws UsageError
 */
export function filesDescription(path: string, typed: TypedImages & TypedForm): ImageDescription {
  const { kind, labels, size, channels, skipBad = false } = typed
  return {
    origin: {
      kind: 'files',
      path: resolve(path),
      options: {
        ...(kind !== undefined && { kind: choiceOf('--kind', kinds, kind) }),
        ...(labels !== undefined && { labels: labelSource('--labels', labels) }),
        ...(size !== undefined && { size: wholeNumber('--size', size, 4, 4096) }),
        ...(channels !== undefined && { channels: channels === '1' ? 1 : threeOrOne(channels) }),
        onBadFile: skipBad ? 'skip' : 'throw',
      },
    },
    ...selectionOf(typed),
  }
}

function threeOrOne(text: string): 3 {
  if (text === '3') return 3
  throw new UsageError(`--channels: expected 1 or 3, found '${text}'`)
}

/**
 * The test images that were typed, read as the others are, and all of them.
 * @param run the images of a run, whose pattern of labels is that of the test images too where none was typed
 * @throws UsageError
 */
export function testDescription(
  typed: TypedTest & TypedImages & TypedForm,
  run?: ImageDescription,
): ImageDescription | undefined {
  const { test, testLabels, labels = patternOf(run), only: _, without: __, ...others } = typed
  if (test === undefined) {
    if (testLabels !== undefined) throw new UsageError('--test-labels does nothing without --test: leave it out')
    return undefined
  }
  const source = testLabels ?? labels
  const isOthers =
    testLabels === undefined && labels !== undefined && typeof labelSource('--labels', labels) !== 'string'
  if (isOthers)
    throw new UsageError(`--labels ${labels} has the labels of the others: give those of --test with --test-labels`)
  if (testLabels !== undefined) labelSource('--test-labels', testLabels)
  return filesDescription(test, { ...others, ...(source !== undefined && { labels: source }) })
}

function patternOf(run: ImageDescription | undefined): string | undefined {
  const labels = run?.origin.kind === 'files' ? run.origin.options?.labels : undefined
  return typeof labels === 'string' ? labels : undefined
}
