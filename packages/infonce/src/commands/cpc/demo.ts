// `infonce cpc train --demo`: from sounds that a seed makes up to what was learned from them, in about a minute.
import {
  type Configuration,
  type ConfigurationInput,
  type CpcTypes,
  cpc,
  parseConfiguration,
  type SeriesDescription,
} from '@infonce/cpc'
import { clearRun, describeRun, type RunEvent } from '@infonce/runtime'
import { type Demonstration, prepareDemoFolder } from '../../demo-folder.js'
import type { DemoOptions } from '../../demo-options.js'
import { fileTable } from '../../file-table.js'
import { count, duration, percent } from '../../numbers.js'
import { print, printJson } from '../../output.js'
import type { ProbeResult, ProbeRow } from '../../probe/result.js'
import { Progress } from '../../progress.js'
import { commandLine } from '../../shell-words.js'
import { paragraph, suggestion, title } from '../../story.js'
import { usualProvider } from '../../usual-provider.js'
import { watchTraining } from '../../watch-training.js'
import { probeModel } from './probe-model.js'
import { probedDescription, probeParts } from './probe-parts.js'
import { probeReport } from './probe-report.js'
import { openFor } from './run-series.js'
import { watchedCpc } from './training.js'

export const DEMO_FOLDER = 'infonce-cpc-demo'

/** A little smaller than the defaults, and quicker. */
const SETTINGS = {
  widths: [24, 48, 96, 128],
  kernels: [10, 8, 4, 4],
  strides: [5, 4, 2, 2],
  level: 'series',
  frames: 32,
  negatives: 48,
  epochs: 9,
  learningRate: 4e-3,
} satisfies ConfigurationInput

const WITHOUT = { repetition: ['0', '1', '2', '3', '4'] } as const
const SERIES: SeriesDescription = { origin: { kind: 'voices' }, without: WITHOUT }
const LABELS = ['word', 'speaker'] as const
const NEIGHBORS = 20

const demonstration: Demonstration = {
  command: 'infonce cpc train --demo',
  about: `encoder.onnx             samples to frames z and contexts c, weights inside; the samples of each
                         recording are first brought to a root mean square of 1
stream.onnx              the same chunk by chunk, the state between them given
loss.onnx, gradient.onnx, step.onnx
                         the loss, its gradient, and the whole training step as standard ONNX graphs
parameters.safetensors   the trained numbers
run.json                 the settings of the run, and the seed of the sounds
`,
  files: [],
  clearRun: (folder) => clearRun(cpc, folder),
  isOwnRun: async (folder) => {
    const run = await describeRun(cpc, folder).catch(() => undefined)
    return run === undefined || run.series.origin.kind === 'voices'
  },
}

/**
 * Trains on voices and tells what was learned. Where it is interrupted, that is the process's exit code.
 * @throws RunFolderError when the folder holds anything but this demonstration, and what training throws
 */
export async function demo(options: DemoOptions<ConfigurationInput, RunEvent<CpcTypes>>): Promise<void> {
  const { folder, settings, json, onEvent, ...run } = options
  const started = performance.now()
  await prepareDemoFolder(folder, demonstration)
  const tell = json ? () => {} : print
  const configuration = { ...SETTINGS, ...settings }
  tell(title('infonce cpc train --demo: what can be heard without labels'), '', ...soundStory(), '')
  tell(title('2. Training'), ...paragraph(trainingText(parseConfiguration(configuration))))
  const outcome = await watchTraining(watchedCpc, {
    ...run,
    folder,
    series: SERIES,
    configuration,
    ...(json && { onEvent }),
  })
  if (!outcome.finished) {
    process.exitCode = outcome.exitCode
    return
  }
  const { model, speed, files } = outcome
  tell(`   ${speed}, ${count(outcome.steps)} steps`, '')

  const provider = await usualProvider()
  const progress = new Progress()
  try {
    const set = await openFor(probedDescription(SERIES), model.configuration, progress)
    const parts = probeParts(set, { without: WITHOUT, labels: LABELS, selecting: [] })
    const found = await probeModel(model, parts, {
      ...{ poolings: ['statistics-c'], sounds: ['MFCC'], k: NEIGHBORS, supervised: false, provider, progress },
    })
    progress.end()
    if (json) printJson({ type: 'probe', ...found })
    tell(title('3. What it has learned'), ...probeReport(found, '   '), '')
    tell(...LABELS.flatMap((label) => paragraph(verdict(found, label))), '')
  } finally {
    progress.end()
  }
  tell(title('4. Files'), ...(await fileTable(files, '   ')), '', ...whatNext(folder), '')
  tell(`Done in ${duration((performance.now() - started) / 1000)}.`)
}

const soundStory = (): string[] => [
  title('1. Sounds'),
  ...paragraph(
    '3,000 recordings at 8 kHz, half a second each: 10 words of no language (mina, tuko, …), said 50 times by each of 6 speakers. Nobody was recorded: a seed makes them up, and a small formant synthesizer after Klatt (1980) says them. Pitch, vocal tract, breath and pace are the speaker; formants and noises are the word; contour, timing, loudness and background differ each time.',
  ),
  ...paragraph('Five of the 50 times are kept for the test.'),
]

function trainingText({ steps, negatives, frames }: Configuration): string {
  return `Contrastive predictive coding: a strided convolution makes a frame of every 10 ms, a recurrence remembers those before, and from what it remembers the frames 10 to ${10 * steps} ms ahead are told from ${negatives} others. Windows have ${frames} frames. No label is used.`
}

/** What came of a label, in words. */
export function verdict({ rows }: Pick<ProbeResult, 'rows'>, label: string): string {
  const of = (name: string): ProbeRow => rows.find((row) => row.name === name)!
  const [cpc, untrained, mfcc] = ['CPC', 'untrained', 'MFCC'].map((name) => of(name).scores[label]!.probe)
  const change = cpc!.correct >= untrained!.correct ? 'rose' : 'fell'
  const others = (
    [
      [cpc!.correct > mfcc!.correct, 'less than it'],
      [cpc!.correct === mfcc!.correct, 'as much'],
      [cpc!.correct < mfcc!.correct, 'more than it'],
    ] as const
  ).find(([holds]) => holds)![1]
  return `${label}: by training it ${change} from ${percent(untrained!.accuracy)} to ${percent(cpc!.accuracy)}. MFCC, which people designed for speech, tells ${others}: ${percent(mfcc!.accuracy)}.`
}

function whatNext(folder: string): string[] {
  const cpc = (...words: string[]): string => commandLine('cpc', ...words)
  return [
    title('Try next'),
    ...suggestion('every pooling, and the same network trained with the labels (some minutes)', [
      cpc('probe', folder, '--supervised'),
    ]),
    ...suggestion('a vector for each recording, with its labels', [cpc('embed', folder, '--out', 'voices.csv')]),
    ...suggestion('negatives of the same speaker, by which who speaks is forgotten', [
      cpc('train', '--demo', '--scope', 'mixed', '--out', `${DEMO_FOLDER}-mixed`),
    ]),
    ...suggestion('recordings of your own, in WAV files', [
      cpc('train', '--data', 'your-recordings', '--out', 'your-run'),
    ]),
    ...suggestion('look into the training step', [commandLine('inspect', `${folder}/step.onnx`)]),
  ]
}
