// `infonce simclr probe`: what a representation is worth, beside others.
import { encodings } from '@infonce/simclr'
import type { Command } from 'commander'
import { choiceOf } from '../../choice.js'
import { addProbeOptions, type TypedProbe, tellProbe } from '../../probe/probe-command.js'
import { labelsHelp } from './image-options.js'
import { addPartOptions, openParts, partsHelp, type TypedParts } from './image-parts.js'
import { openModel } from './open-model.js'
import { imageProbeReport, probeModel, usualEncodings } from './probe-model.js'

interface ProbeOptions extends TypedParts, TypedProbe {
  readonly encoding?: string
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
  command.option('--encoding <names>', `of ${encodings.join(', ')} (default: ${usualEncodings.join(',')})`)
  addProbeOptions(command).addHelpText('after', help).action(probe)
}

async function probe(folder: string, options: ProbeOptions): Promise<void> {
  const wanted = options.encoding?.split(',').map((name) => choiceOf('--encoding', encodings, name)) ?? usualEncodings
  await tellProbe(options, {
    open: async (progress) => {
      const model = await openModel(folder)
      return { model, ...(await openParts(folder, model, options, progress)) }
    },
    evaluate: (parts, how) => probeModel(parts.model, parts, { ...how, encodings: wanted }),
    lines: (result, { test }) => imageProbeReport(result, test),
    seenText: (seen, { model }) => {
      const how = model.configuration.method === 'supcon' ? '' : ', without their labels'
      return `The model was trained on ${seen} of the test images too${how}.`
    },
  })
}
