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
import type { Demonstration } from '../../demo-folder.js'
import type { DemoOptions } from '../../demo-options.js'
import { count } from '../../numbers.js'
import type { ProbeResult, Score } from '../../probe/result.js'
import { commandLine } from '../../shell-words.js'
import { bestScore, tellDemo, verdictText } from '../../tell-demo.js'
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

/** Trains on voices and tells what was learned. Throws what {@link tellDemo} throws, ConfigurationError for impossible settings. */
export async function demo(options: DemoOptions<ConfigurationInput, RunEvent<CpcTypes>>): Promise<void> {
  const { folder } = options
  const configuration = { ...SETTINGS, ...options.settings }
  const cpc = (...words: string[]): string => commandLine('cpc', ...words)
  await tellDemo<CpcTypes>(
    {
      demonstration,
      question: 'what can be heard without labels',
      data: [
        'Sounds',
        '3,000 recordings at 8 kHz, half a second each: 10 words of no language (mina, tuko, …), said 50 times by each of 6 speakers. Nobody was recorded: a seed makes them up, and a small formant synthesizer after Klatt (1980) says them. Pitch, vocal tract, breath and pace are the speaker; formants and noises are the word; contour, timing, loudness and background differ each time.',
        'Five of the 50 times are kept for the test.',
      ],
      trainingText: trainingText(parseConfiguration(configuration)),
      watched: watchedCpc,
      training: { series: SERIES, configuration },
      speed: ({ speed, steps }) => `${speed}, ${count(steps)} steps`,
      async probe(model, context) {
        const set = await openFor(probedDescription(SERIES), model.configuration, context.progress)
        const parts = probeParts(set, { without: WITHOUT, labels: LABELS, selecting: [] })
        const result = await probeModel(model, parts, { ...context, poolings: ['statistics-c'], sounds: ['MFCC'] })
        return { result, report: probeReport(result, '   '), verdicts: LABELS.map((label) => verdict(result, label)) }
      },
      next: [
        [
          'every pooling, and the same network trained with the labels (some minutes)',
          cpc('probe', folder, '--supervised'),
        ],
        ['a vector for each recording, with its labels', cpc('embed', folder, '--out', 'voices.csv')],
        [
          'negatives of the same speaker, by which who speaks is forgotten',
          cpc('train', '--demo', '--scope', 'mixed', '--out', `${DEMO_FOLDER}-mixed`),
        ],
        ['recordings of your own, in WAV files', cpc('train', '--data', 'your-recordings', '--out', 'your-run')],
      ],
    },
    options,
  )
}

function trainingText({ steps, negatives, frames }: Configuration): string {
  return `Contrastive predictive coding: a strided convolution makes a frame of every 10 ms, a recurrence remembers those before, and from what it remembers the frames 10 to ${10 * steps} ms ahead are told from ${negatives} others. Windows have ${frames} frames. No label is used.`
}

/** What came of a label, in words. */
export function verdict(result: Pick<ProbeResult, 'rows'>, label: string): string {
  const of = (name: string): Score => bestScore(result, name, label)
  return verdictText(label, of('CPC'), of('untrained'), of('MFCC'), 'MFCC, which people designed for speech, tells')
}
