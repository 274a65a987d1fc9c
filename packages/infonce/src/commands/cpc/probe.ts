// `infonce cpc probe`: what a representation is worth, beside others.
import { cpc, type PoolingName, poolingNames } from '@infonce/cpc'
import { describeRun } from '@infonce/runtime'
import type { Command } from 'commander'
import { choiceOf } from '../../choice.js'
import { collect, labelValues, selectedCount } from '../../label-values.js'
import { print, printJson } from '../../output.js'
import { Progress } from '../../progress.js'
import { UsageError } from '../../usage-error.js'
import { usualProvider } from '../../usual-provider.js'
import { wholeNumber } from '../../whole-number.js'
import { openModel } from './open-model.js'
import { probeModel } from './probe-model.js'
import { probedDescription, probeParts } from './probe-parts.js'
import { probeReport } from './probe-report.js'
import { openFor, seriesFor } from './run-series.js'
import { addSeriesOptions, type TypedSeries } from './series-options.js'

interface ProbeOptions extends TypedSeries {
  readonly label?: string
  readonly test?: readonly string[]
  readonly pooling?: string
  readonly neighbors: string
  readonly supervised?: true
  readonly json?: true
}

/** Poolings that are probed by default. */
export const usualPoolings: readonly PoolingName[] = ['mean-c', 'last-c', 'mean-z', 'statistics-c']

const help = `
Trains probes on frozen features of the training series and evaluates them on
the test series: those that --without left out of training, or --test selects.
The features are those of the model, of the same encoder before training, and,
for audio, MFCC and log-mel energies. With --supervised the same network is also
trained with each label, for as many epochs as the run.

Examples:
  $ infonce cpc probe run
  $ infonce cpc probe run --label digit --pooling mean-c,last-c --supervised
  $ infonce cpc probe run --test speaker=theo --label digit
  $ infonce cpc probe run --data words --labels '{word}/*' --test word=yes,no`

export function addProbe(group: Command): void {
  const command = group
    .command('probe')
    .description('evaluate frozen features by linear probes and nearest neighbors')
    .argument('<model-dir>', 'the folder that train wrote')
  addSeriesOptions(command, 'a folder of series with labels (default: those of the run)')
  command
    .option('--label <names>', 'labels to probe: word,speaker (default: all that can be)')
    .option('--test <label=a,b>', 'the test series (default: those that --without leaves out)', collect)
    .option('--pooling <names>', `of ${poolingNames.join(', ')} (default: ${usualPoolings.join(',')})`)
    .option('--neighbors <k>', 'nearest neighbors that vote', '20')
    .option('--supervised', 'train the same network with the labels too')
    .option('--json', 'write a line of JSON')
    .addHelpText('after', help)
    .action(probe)
}

async function probe(folder: string, options: ProbeOptions): Promise<void> {
  const k = wholeNumber('--neighbors', options.neighbors)
  const poolings = options.pooling?.split(',').map((name) => choiceOf('--pooling', poolingNames, name)) ?? usualPoolings
  const labels = options.label?.split(',')
  const test = options.test && labelValues('--test', options.test)
  for (const [option, list] of [
    ['--pooling', poolings],
    ['--label', labels ?? []],
  ] as const)
    if (new Set<string>(list).size < list.length) throw new UsageError(`${option}: '${list.join(',')}' names one twice`)
  const model = await openModel(folder)
  const description = await seriesFor(folder, options)
  const provider = await usualProvider()
  const progress = new Progress()
  try {
    const set = await openFor(probedDescription(description), model.configuration, progress)
    const { only = {}, without = {} } = description
    const parts = probeParts(set, { without, test, labels, selecting: Object.keys(only) })
    for (const { label, reason } of parts.unfit) progress.note(`${label} is not probed: ${reason}`)
    const result = await probeModel(model, parts, {
      poolings,
      k,
      supervised: options.supervised ?? false,
      provider,
      progress,
    })
    progress.end()
    const run = options.data === undefined ? (await describeRun(cpc, folder)).series : undefined
    const seen = run && selectedCount(parts.test.series, run)
    if (options.json) printJson({ ...result, ...(seen !== undefined && { seen }), skipped: set.skipped })
    else {
      print(...probeReport(result))
      if (seen) print(`The model was trained on ${seen} of the test series too, without their labels.`)
    }
  } finally {
    progress.end()
  }
}
