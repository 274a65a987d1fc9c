// `infonce simclr train`: trains a model of images, or resumes it.
import { parseConfiguration, simclr } from '@infonce/simclr'
import type { Command } from 'commander'
import { movedTo } from '../../run-data.js'
import { typedFlags } from '../../setting-options.js'
import { addTrainCommand } from '../../train-command.js'
import { UsageError } from '../../usage-error.js'
import { DEMO_FOLDER, demo } from './demo.js'
import {
  addFormOptions,
  addImageOptions,
  addTestOptions,
  filesDescription,
  imageFields,
  labelSource,
  labelsHelp,
  type TypedForm,
  type TypedImages,
  type TypedTest,
  testDescription,
} from './image-options.js'
import { runImages } from './run-images.js'
import { watchedSimClr } from './training.js'

interface TypedData extends TypedImages, TypedForm, TypedTest {
  readonly path?: string
  /** A setting that says also what neighbors predict. */
  readonly label?: string
}

/** Neighbors are evaluated at most so often: what they cost must not grow with the passes. */
const MOST_LOOKS = 50

const help = `
Images are PNG, JPEG, WebP, GIF, TIFF and AVIF files in a folder and below it,
or CIFAR's binary files, IDX (MNIST) or NPY files (numbers 0 to 255, or floats
0 to 1), in a folder or one. They are resized to cover a square and cut from its
middle. Training needs no labels, except for supcon. Where images have the label
class, or the one that --label names, a nearest-neighbor classifier is evaluated
after each pass: on the images of --test, or on every fifth training image. Its
accuracy and the loss are written to training.csv.

${labelsHelp}

DIR gets the model as ONNX graphs. Interrupt a run at any time, and resume it
with --resume: on the same provider it ends with the same numbers as if it had
not been interrupted. Where the run is finished, --resume succeeds at once.

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
  addTrainCommand(group, {
    name: 'simclr',
    definition: simclr,
    watched: watchedSimClr,
    description: 'train SimCLR, MoCo or supervised contrast on images',
    help,
    argument: ['[images]', 'a folder of images, or one file'],
    addDataOptions(command) {
      addImageOptions(command)
      addFormOptions(command)
      addTestOptions(command, 'labeled images for the nearest-neighbor evaluation')
    },
    demonstration: {
      folder: DEMO_FOLDER,
      unit: 'images',
      about: 'train on images that are drawn, and show what was learned',
      demo,
    },
    typedFlags: (typed: TypedData) => [
      ...(typed.path === undefined ? [] : ['images']),
      ...typedFlags(typed, dataFields),
    ],
    fixedFlags: ({ labels: _, ...others }) => typedFlags(others, dataFields),
    moved: ({ path, labels }) => ({ options: { '--labels': labels }, words: path === undefined ? [] : [path] }),
    begin(typed, configuration) {
      const { path } = typed
      if (path === undefined)
        throw new UsageError('images are missing: give a folder of images to train on, or one file')
      const images = filesDescription(path, typed)
      const test = testDescription(typed)
      const { label, epochs } = parseConfiguration(configuration)
      const neighbors = {
        label,
        everyEpochs: Math.ceil(epochs / MOST_LOOKS),
        // Nobody asked for them who named neither.
        optional: typed.label === undefined && test === undefined,
        ...(test && { test }),
      }
      return { images, neighbors }
    },
    resume: async ({ images }, folder, { path, labels }) => {
      const source = labels === undefined ? undefined : labelSource('--labels', labels)
      return { images: await movedTo(runImages, images, folder, path, source) }
    },
  })
}

/** The options of how files are read, of form and test. */
const dataFields: readonly string[] = [...imageFields, 'size', 'channels', 'test', 'testLabels']
