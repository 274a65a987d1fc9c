// `infonce cpc probe`: what a representation is worth, beside others.
import { type PoolingName, poolingNames } from '@infonce/cpc'
import type { Command } from 'commander'
import { choiceOf } from '../../choice.js'
import { collect, labelValues, selectedCount } from '../../label-values.js'
import { addProbeOptions, type TypedProbe, tellProbe } from '../../probe/probe-command.js'
import { UsageError } from '../../usage-error.js'
import { openModel } from './open-model.js'
import { probeModel } from './probe-model.js'
import { probedDescription, probeParts } from './probe-parts.js'
import { probeReport } from './probe-report.js'
import { openFor, runSeries, seriesFor } from './run-series.js'
import { addSeriesOptions, type TypedSeries } from './series-options.js'

interface ProbeOptions extends TypedSeries, TypedProbe {
  readonly label?: string
  readonly test?: readonly string[]
  readonly pooling?: string
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
  addProbeOptions(command).addHelpText('after', help).action(probe)
}

async function probe(folder: string, options: ProbeOptions): Promise<void> {
  const poolings = options.pooling?.split(',').map((name) => choiceOf('--pooling', poolingNames, name)) ?? usualPoolings
  const labels = options.label?.split(',')
  const test = options.test && labelValues('--test', options.test)
  for (const [option, list] of [
    ['--pooling', poolings],
    ['--label', labels ?? []],
  ] as const)
    if (new Set<string>(list).size < list.length) throw new UsageError(`${option}: '${list.join(',')}' names one twice`)
  await tellProbe(options, {
    open: async (progress) => {
      const model = await openModel(folder)
      const description = await seriesFor(folder, options)
      const set = await openFor(probedDescription(description), model.configuration, progress)
      const { only = {}, without = {} } = description
      const parts = probeParts(set, { without, test, labels, selecting: Object.keys(only) })
      const run = options.data === undefined ? await runSeries.ofRun(folder) : undefined
      return { ...parts, model, seen: run && selectedCount(parts.test.series, run), skipped: set.skipped }
    },
    evaluate: (parts, how) => probeModel(parts.model, parts, { ...how, poolings }),
    lines: (result) => probeReport(result),
    seenText: (seen) => `The model was trained on ${seen} of the test series too, without their labels.`,
  })
}
