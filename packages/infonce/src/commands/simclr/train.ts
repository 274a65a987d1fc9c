// `infonce simclr train`: trains a model of images, or goes on training it.
import {
  type Configuration,
  type ConfigurationInput,
  type DescribedNeighbors,
  describeRun,
  type ImageDescription,
  parseConfiguration,
  type RunEvent,
} from '@infonce/simclr'
import type { Command } from 'commander'
import { startDemo } from '../../demo-options.js'
import { eventJson } from '../../event-json.js'
import { tellFinished } from '../../finished-run.js'
import { printJson } from '../../output.js'
import {
  addFolderOptions,
  addRunOptions,
  newRunFolder,
  parseRunOptions,
  refuseWithResume,
  resumeCommand,
  type TypedRunOptions,
} from '../../run-options.js'
import { flagOf, type TypedSettings } from '../../setting-options.js'
import { tellOutcome } from '../../tell-outcome.js'
import { UsageError } from '../../usage-error.js'
import { DEMO_FOLDER, demo } from './demo.js'
import {
  addFormOptions,
  addImageOptions,
  addTestOptions,
  filesDescription,
  labelsHelp,
  type TypedForm,
  type TypedImages,
  type TypedTest,
  testDescription,
  typedImageFlags,
} from './image-options.js'
import { runs } from './open-model.js'
import { movedTo } from './run-images.js'
import { settings, settingsOf } from './settings.js'
import { trainSimClrModel } from './training.js'

// Size, channels and level are those of the images.
type TrainOptions = Omit<TypedSettings<Configuration>, 'size' | 'channels' | 'level'> &
  TypedImages &
  TypedForm &
  TypedTest &
  TypedRunOptions & { readonly demo?: true }

/** Neighbors are asked at most so often: what they cost must not grow with the passes. */
const MOST_LOOKS = 50

const help = `
Images are PNG, JPEG, WebP, GIF, TIFF and AVIF files in a folder and below it,
or CIFAR's binary files, IDX (MNIST) or NPY files (numbers 0 to 255, or floats
0 to 1), in a folder or one. They are resized to cover a square and cut from its
middle. Training needs no labels, but for supcon; where images have the label
class, or the one that --label names, their nearest neighbors are asked for it
after each pass: those of --test among the others, or every fifth among the
rest. What they find, and the loss, goes to training.csv.

${labelsHelp}

DIR gets the model as ONNX graphs. A run can be interrupted at any time and gone
on with by --resume; on the same provider it ends with the same numbers as if it
had not been. Where a run is finished, there is nothing to resume, and
--resume succeeds.

Examples:
  $ infonce simclr train --demo
  $ infonce simclr train photos --out run
  $ infonce simclr train photos --size 64 --labels '{class}_{index}' \\
      --skip-bad --out run
  $ infonce simclr train cifar-10-batches-bin --without file=test_batch \\
      --out run
  $ infonce simclr train photos --method moco --batch 64 --out run
  $ infonce simclr train --resume run`

export function addTrain(group: Command): void {
  const command = group
    .command('train')
    .description('train SimCLR, MoCo or supervised contrast on images')
    .argument('[images]', 'a folder of images, or one file')
  addFolderOptions(command)
  command.option('--demo', `train on images that are drawn, and show what was learned (in ${DEMO_FOLDER})`)
  addImageOptions(command)
  addFormOptions(command)
  addTestOptions(command, 'labeled images for the nearest-neighbor evaluation')
  settings.addTo(command)
  addRunOptions(command)
  command.addHelpText('after', help).action(train)
}

const demonstration = { model: 'simclr', unit: 'images', folder: DEMO_FOLDER, settings, settingsOf, demo }

async function train(path: string | undefined, options: TrainOptions): Promise<void> {
  const { json = false, resume } = options
  const runOptions = parseRunOptions(options)
  const onEvent = (event: RunEvent) => printJson(eventJson(event))
  if (options.demo) {
    const own = [...(path === undefined ? [] : ['images']), ...typedImageFlags(options), ...formFlags(options)]
    await startDemo(demonstration, options, own, { ...runOptions, json, onEvent })
    return
  }
  const begun = resume === undefined ? await newRun(path, options) : await oldRun(path, options)
  if (!begun) return
  const { folder, ...run } = begun
  let outcome: Awaited<ReturnType<typeof trainSimClrModel>>
  try {
    outcome = await trainSimClrModel({
      folder,
      ...run,
      ...runOptions,
      // Where a run that had moved was found must be said each time.
      resumeCommand: resumeCommand(
        'simclr',
        folder,
        options,
        resume === undefined ? {} : { '--labels': options.labels },
        resume === undefined || path === undefined ? [] : [path],
      ),
      ...(json && { onEvent }),
    })
  } catch (error) {
    throw settings.worded(options, error)
  }
  await tellOutcome(outcome, json)
}

interface Run {
  readonly folder: string
  readonly images: ImageDescription
  /** Of a new run; one that is resumed has its own. */
  readonly configuration?: ConfigurationInput
  readonly neighbors?: DescribedNeighbors
  readonly resume?: true
}

async function newRun(path: string | undefined, options: TrainOptions): Promise<Run> {
  const configuration = settingsOf(options)
  if (path === undefined) throw new UsageError('images are missing: give a folder of images to train on, or one file')
  const images = filesDescription(path, options)
  const test = testDescription(options)
  const { label, epochs } = parseConfiguration(configuration)
  const neighbors = {
    label,
    everyEpochs: Math.ceil(epochs / MOST_LOOKS),
    // Nobody asked for them who named neither.
    optional: options.label === undefined && test === undefined,
    ...(test && { test }),
  }
  return { folder: await newRunFolder(options, runs), images, configuration, neighbors }
}

/** Undefined where the run is finished, which is said. */
async function oldRun(path: string | undefined, options: TrainOptions): Promise<Run | undefined> {
  const folder = options.resume!
  // Where the files lie may change; what they are may not.
  const { labels: _, ...others } = options
  refuseWithResume(options, [
    ...typedImageFlags(others),
    ...formFlags(options),
    ...settings.typedFields(options).map(flagOf),
  ])
  const { images } = await describeRun(folder)
  if (await tellFinished(folder, runs, options.json ?? false)) return undefined
  return { folder, images: await movedTo(images, folder, path, options), resume: true }
}

/** The options of form and test that were typed, as they are typed. */
const formFlags = (options: TypedForm & TypedTest): string[] =>
  (['size', 'channels', 'test', 'testLabels'] as const).filter((name) => options[name] !== undefined).map(flagOf)
