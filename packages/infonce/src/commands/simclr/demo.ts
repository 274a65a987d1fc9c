// `infonce simclr train --demo`: from images that a seed draws to what was learned from them, in a minute or two.
import { join } from 'node:path'
import { clearRun, describeRun, type RunEvent } from '@infonce/runtime'
import { writeFileAtomic } from '@infonce/runtime/internals'
import {
  type Configuration,
  type ConfigurationInput,
  CURVE_FILE,
  type DescribedImages,
  type ImageDescription,
  openDescribed,
  pairSheet,
  parseConfiguration,
  type SimClrTypes,
  simclr,
} from '@infonce/simclr'
import type { Demonstration } from '../../demo-folder.js'
import type { DemoOptions } from '../../demo-options.js'
import type { EvaluatedFeatures } from '../../probe/evaluate.js'
import type { ProbeResult, Score } from '../../probe/result.js'
import { commandLine } from '../../shell-words.js'
import { bestScore, tellDemo, verdictText } from '../../tell-demo.js'
import { modelNames } from './probe-features.js'
import { imageProbeReport, probeModel } from './probe-model.js'
import { watchedSimClr } from './training.js'
import { writeReport } from './write-report.js'

export const DEMO_FOLDER = 'infonce-simclr-demo'
const PAIRS_FILE = 'pairs.png'
const REPORT_FILE = 'report.html'

/** A small network that learns quickly, from views whose colors say little: what is left is what was drawn. */
const SETTINGS = {
  network: 'convolutional',
  widthFactor: 0.25,
  headWidth: 128,
  embedding: 64,
  label: 'shape',
  temperature: 0.1,
  crop: [0.6, 1],
  jitter: 0.8,
  grayscale: 0.5,
  batch: 128,
  epochs: 32,
  optimizer: 'adamw',
  learningRate: 0.01,
  weightDecay: 0.01,
  scaling: 'none',
} satisfies ConfigurationInput

const drawn = (images: number, seed: number): ImageDescription => ({
  origin: { kind: 'drawings', options: { images, seed } },
})
const TRAINING = drawn(3000, 1)
/** Drawn from another seed. */
const TEST = drawn(1000, 2)
const LABELS = ['shape', 'texture'] as const
/** Pixels are probed as means of 4 × 4: more would take as long as the training. */
const PIXELS_SIDE = 8

const demonstration: Demonstration = {
  command: 'infonce simclr train --demo',
  about: `report.html              what was learned, to be opened in a browser
pairs.png                images beside two views of each, as training saw them
training.csv             loss and accuracy, pass by pass
encoder.onnx             images [N, 3, 32, 32], 0 to 1, to representations h and embeddings z, weights inside
loss.onnx, gradient.onnx, step.onnx
                         the loss, its gradient, and the whole training step as standard ONNX graphs
parameters.safetensors   the trained numbers
run.json                 the settings of the run, and the seeds of the images
`,
  files: [PAIRS_FILE, REPORT_FILE, CURVE_FILE],
  clearRun: (folder) => clearRun(simclr, folder),
  isOwnRun: async (folder) => {
    const run = await describeRun(simclr, folder).catch(() => undefined)
    return run === undefined || run.images.origin.kind === 'drawings'
  },
}

/** Trains on drawings and tells what was learned. Throws what {@link tellDemo} throws, ConfigurationError for impossible settings. */
export async function demo(options: DemoOptions<ConfigurationInput, RunEvent<SimClrTypes>>): Promise<void> {
  const { folder } = options
  const input = { ...SETTINGS, ...options.settings }
  const configuration = parseConfiguration(input)
  const [report, pairs] = [join(folder, REPORT_FILE), join(folder, PAIRS_FILE)]
  const everyEpochs = Math.ceil(configuration.epochs / 8)
  const simclr = (...words: string[]): string => commandLine('simclr', ...words)
  let training: DescribedImages
  await tellDemo<SimClrTypes>(
    {
      demonstration,
      question: 'what can be seen without labels',
      data: [
        'Images',
        '4,000 images of 32 × 32 that a seed draws: a shape (disc, ring, square, triangle, star, cross, crescent, bar, arrow, heart) of any size, place and color, turned a little, on a background of another color with stripes, checks, dots, noise or a gradient.',
        'A thousand of them are kept for the test.',
      ],
      async before({ provider, progress }) {
        progress.update({ label: 'drawing', facts: [] })
        training = await openDescribed(TRAINING)
        await writeFileAtomic(pairs, await pairSheet(training, configuration, { provider }))
      },
      trainingText: trainingText(configuration),
      watched: watchedSimClr,
      training: {
        images: TRAINING,
        configuration: input,
        neighbors: { label: configuration.label, test: TEST, most: 1000, everyEpochs },
      },
      speed: ({ speed }) => speed,
      async probe(model, context) {
        const test = await openDescribed(TEST)
        const parts = { training, test, labels: LABELS, unfit: [], seen: undefined, skipped: [] }
        let features: EvaluatedFeatures | undefined
        const onModel = (found: EvaluatedFeatures): void => {
          features = found
        }
        const result = await probeModel(model, parts, { ...context, side: PIXELS_SIDE, onModel })
        await writeReport({ ...context, folder, out: report, model, parts, features: features!, result })
        return {
          result,
          report: imageProbeReport(result, test, { side: PIXELS_SIDE, indent: '   ' }),
          verdicts: LABELS.map((label) => verdict(result, modelNames[configuration.method], label)),
        }
      },
      files: [report, pairs],
      lookAt: `Open ${report} in a browser: the nearest images of some test images, a map of all of them, and what is mistaken for what. ${pairs} shows what training was given.`,
      next: [
        [
          'beside the same network trained with the labels (some minutes)',
          simclr('probe', folder, '--label', 'shape', '--supervised'),
        ],
        [
          'the same with a momentum encoder and a queue of keys',
          simclr('train', '--demo', '--method', 'moco', '--out', `${DEMO_FOLDER}-moco`),
        ],
        [
          'what views would look like that show less of an image',
          simclr('pairs', '--run', folder, '--crop', '0.08,1', '--out', 'pairs.png'),
        ],
        ['images of your own, in a folder', simclr('train', 'your-images', '--out', 'your-run')],
      ],
    },
    options,
  )
}

function trainingText({ method, batch, crop, temperature, views }: Configuration): string {
  const how =
    method === 'moco'
      ? 'the network tells the other view of an image from the keys of many others'
      : method === 'supcon'
        ? `the network tells the views of images of the same shape among ${views * batch}`
        : `the network tells the other view${views > 2 ? 's' : ''} of an image among ${views * batch - 1}`
  const labels =
    method === 'supcon' ? '' : ' No label is used; the shape is used only to show progress by nearest neighbors.'
  return `${modelNames[method]}: each image gives ${views === 2 ? 'two' : views} views, cut at random (${100 * crop[0]} to ${100 * crop[1]} % of the area), flipped, in other colors, and ${how}, at a temperature of ${temperature}.${labels}`
}

/** What came of a label, in words: of the better of its encodings. */
export function verdict(result: Pick<ProbeResult, 'rows'>, model: string, label: string): string {
  const of = (name: string): Score => bestScore(result, name, label)
  return verdictText(label, of(model), of('untrained'), of('pixels'), 'The pixels themselves tell')
}
