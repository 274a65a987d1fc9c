// `infonce simclr train --demo`: from images that a seed draws to what was learned from them, in a minute or two.
import { join } from 'node:path'
import { clearRun, describeRun, type RunEvent } from '@infonce/runtime'
import { writeFileAtomic } from '@infonce/runtime/internals'
import {
  type Configuration,
  type ConfigurationInput,
  CURVE_FILE,
  type ImageDescription,
  openDescribed,
  pairSheet,
  parseConfiguration,
  type SimClrTypes,
  simclr,
} from '@infonce/simclr'
import { type Demonstration, prepareDemoFolder } from '../../demo-folder.js'
import type { DemoOptions } from '../../demo-options.js'
import { fileTable } from '../../file-table.js'
import { duration, percent } from '../../numbers.js'
import { print, printJson } from '../../output.js'
import type { EvaluatedFeatures } from '../../probe/evaluate.js'
import type { ProbeResult, Score } from '../../probe/result.js'
import { Progress } from '../../progress.js'
import { commandLine } from '../../shell-words.js'
import { paragraph, suggestion, title } from '../../story.js'
import { usualProvider } from '../../usual-provider.js'
import { watchTraining } from '../../watch-training.js'
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
const NEIGHBORS = 20
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

/**
 * Trains on drawings and tells what was learned. Where it is interrupted, that is the process's exit code.
 * @throws RunFolderError when the folder holds anything but this demonstration, and what training throws
 */
export async function demo(options: DemoOptions<ConfigurationInput, RunEvent<SimClrTypes>>): Promise<void> {
  const { folder, settings, json, onEvent, ...run } = options
  const started = performance.now()
  const input = { ...SETTINGS, ...settings }
  const configuration = parseConfiguration(input)
  await prepareDemoFolder(folder, demonstration)
  const tell = json ? () => {} : print
  tell(title('infonce simclr train --demo: what can be seen without labels'), '', ...imageStory(), '')
  const provider = await usualProvider()
  const progress = new Progress()
  let files: readonly string[]
  try {
    progress.update({ label: 'drawing', facts: [] })
    const images = await openDescribed(TRAINING)
    const pairs = join(folder, PAIRS_FILE)
    await writeFileAtomic(pairs, await pairSheet(images, configuration, { provider }))
    progress.end()
    tell(title('2. Training'), ...paragraph(trainingText(configuration)))
    const outcome = await watchTraining(watchedSimClr, {
      ...{ folder, images: TRAINING, configuration: input, ...run },
      neighbors: {
        label: configuration.label,
        test: TEST,
        most: 1000,
        everyEpochs: Math.ceil(configuration.epochs / 8),
      },
      ...(json && { onEvent }),
    })
    if (!outcome.finished) {
      process.exitCode = outcome.exitCode
      return
    }
    tell(`   ${outcome.speed}`, '')

    const looking = new Progress()
    try {
      const test = await openDescribed(TEST)
      const parts = { training: images, test, labels: LABELS, unfit: [], seen: undefined, skipped: [] }
      const { model } = outcome
      let evaluated: EvaluatedFeatures | undefined
      const onModel = (found: EvaluatedFeatures): void => {
        evaluated = found
      }
      const result = await probeModel(model, parts, {
        ...{ k: NEIGHBORS, supervised: false, side: PIXELS_SIDE, onModel, provider, progress: looking },
      })
      const report = join(folder, REPORT_FILE)
      await writeReport({
        folder,
        out: report,
        model,
        parts,
        features: evaluated!,
        result,
        k: NEIGHBORS,
        progress: looking,
      })
      looking.end()
      if (json) printJson({ type: 'probe', ...result })
      tell(title('3. What it has learned'), ...imageProbeReport(result, test, { side: PIXELS_SIDE, indent: '   ' }), '')
      tell(...LABELS.flatMap((label) => paragraph(verdict(result, modelNames[configuration.method], label))), '')
      files = [report, pairs, ...outcome.files]
    } finally {
      looking.end()
    }
  } finally {
    progress.end()
  }
  tell(title('4. Files'), ...(await fileTable(files, '   ')), '')
  tell(...paragraph(lookAt(folder)), '', ...whatNext(folder), '')
  tell(`Done in ${duration((performance.now() - started) / 1000)}.`)
}

const imageStory = (): string[] => [
  title('1. Images'),
  ...paragraph(
    '4,000 images of 32 × 32 that a seed draws: a shape (disc, ring, square, triangle, star, cross, crescent, bar, arrow, heart) of any size, place and color, turned a little, on a background of another color with stripes, checks, dots, noise or a gradient.',
  ),
  ...paragraph('A thousand of them are kept for the test.'),
]

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

/** What came of a label, in words. */
export function verdict({ rows }: Pick<ProbeResult, 'rows'>, model: string, label: string): string {
  // The better of its encodings.
  const of = (name: string): Score =>
    rows
      .filter((row) => row.name === name)
      .map(({ scores }) => scores[label]!.probe)
      .reduce((a, b) => (b.correct > a.correct ? b : a))
  const [own, untrained, pixels] = [model, 'untrained', 'pixels'].map(of)
  const change = own!.correct >= untrained!.correct ? 'rose' : 'fell'
  const others =
    pixels!.correct < own!.correct ? 'less than it' : pixels!.correct > own!.correct ? 'more than it' : 'as much'
  return `${label}: by training it ${change} from ${percent(untrained!.accuracy)} to ${percent(own!.accuracy)}. The pixels themselves tell ${others}: ${percent(pixels!.accuracy)}.`
}

const lookAt = (folder: string): string =>
  `Open ${join(folder, REPORT_FILE)} in a browser: the nearest images of some test images, a map of all of them, and what is mistaken for what. ${join(folder, PAIRS_FILE)} shows what training was given.`

function whatNext(folder: string): string[] {
  const simclr = (...words: string[]): string => commandLine('simclr', ...words)
  return [
    title('Try next'),
    ...suggestion('beside the same network trained with the labels (some minutes)', [
      simclr('probe', folder, '--label', 'shape', '--supervised'),
    ]),
    ...suggestion('the same with a momentum encoder and a queue of keys', [
      simclr('train', '--demo', '--method', 'moco', '--out', `${DEMO_FOLDER}-moco`),
    ]),
    ...suggestion('what views would look like that show less of an image', [
      simclr('pairs', '--run', folder, '--crop', '0.08,1', '--out', 'pairs.png'),
    ]),
    ...suggestion('images of your own, in a folder', [simclr('train', 'your-images', '--out', 'your-run')]),
    ...suggestion('look into the training step', [commandLine('inspect', `${folder}/step.onnx`)]),
  ]
}
