// `infonce simclr probe`: what a representation is worth, beside others.
import { encodings } from '@infonce/simclr'
import type { Command } from 'commander'
import { choiceOf } from '../../choice.js'
import { print, printJson } from '../../output.js'
import { Progress } from '../../progress.js'
import { usualProvider } from '../../usual-provider.js'
import { wholeNumber } from '../../whole-number.js'
import { labelsHelp } from './image-options.js'
import { addPartOptions, openParts, partsHelp, type TypedParts } from './image-parts.js'
import { openModel } from './open-model.js'
import { imageProbeReport, probeModel, usualEncodings } from './probe-model.js'

interface ProbeOptions extends TypedParts {
  readonly encoding?: string
  readonly neighbors: string
  readonly supervised?: true
  readonly json?: true
}

const help = `
Trains probes on frozen features of the training images and evaluates them on
the test images. The features are the representations h of the model and those
of each quarter of an image, the same of the encoder before training, and the
pixels. With --supervised the same network is also trained with each label, for
as many epochs as the run.

${partsHelp}

${labelsHelp}

Examples:
  $ infonce simclr probe run
  $ infonce simclr probe run --test test-images --supervised
  $ infonce simclr probe run --train train.bin --test test.bin --json`

export function addProbe(group: Command): void {
  const command = group
    .command('probe')
    .description('evaluate frozen features by linear probes and nearest neighbors')
    .argument('<model-dir>', 'the folder that train wrote')
  addPartOptions(command)
  command
    .option('--encoding <names>', `of ${encodings.join(', ')} (default: ${usualEncodings.join(',')})`)
    .option('--neighbors <k>', 'nearest neighbors that vote', '20')
    .option('--supervised', 'train the same network with the labels too')
    .option('--json', 'write a line of JSON')
    .addHelpText('after', help)
    .action(probe)
}

async function probe(folder: string, options: ProbeOptions): Promise<void> {
  const k = wholeNumber('--neighbors', options.neighbors)
  const wanted = options.encoding?.split(',').map((name) => choiceOf('--encoding', encodings, name)) ?? usualEncodings
  const model = await openModel(folder)
  const provider = await usualProvider()
  const progress = new Progress()
  try {
    const parts = await openParts(folder, model, options, progress)
    for (const { label, reason } of parts.unfit) progress.note(`${label} is not probed: ${reason}`)
    const result = await probeModel(model, parts, {
      ...{ k, encodings: wanted, supervised: options.supervised ?? false, provider, progress },
    })
    progress.end()
    const { seen, skipped, test } = parts
    if (options.json) printJson({ ...result, ...(seen !== undefined && { seen }), skipped })
    else {
      print(...imageProbeReport(result, test))
      const how = model.configuration.method === 'supcon' ? '' : ', without their labels'
      if (seen) print(`The model was trained on ${seen} of the test images too${how}.`)
    }
  } finally {
    progress.end()
  }
}
