// `infonce simclr report`: one HTML file that shows what a run has learned.
import { join } from 'node:path'
import { embedImages } from '@infonce/simclr'
import type { Command } from 'commander'
import { fileTable } from '../../file-table.js'
import { print, printJson } from '../../output.js'
import { checkNewFile } from '../../output-target.js'
import type { EvaluatedFeatures } from '../../probe/evaluate.js'
import { noteUnfit, type TypedProbe } from '../../probe/probe-command.js'
import { withProgress } from '../../progress.js'
import { usualProvider } from '../../usual-provider.js'
import { wholeNumber } from '../../whole-number.js'
import { countedWork } from '../../work-status.js'
import { labelsHelp } from './image-options.js'
import { addPartOptions, openParts, partsHelp, type TypedParts } from './image-parts.js'
import { openModel } from './open-model.js'
import { probeModel } from './probe-model.js'
import { writeReport } from './write-report.js'

interface ReportOptions extends TypedParts, TypedProbe {
  readonly out?: string
  readonly images: string
  readonly force?: true
}

const help = `
Writes one self-contained HTML file: accuracies of probes, training curves, the
nearest images of some test images, a map of all images, cosine similarities,
and confusion matrices. Without labels there are no probes and confusions.

${partsHelp}

${labelsHelp}

Examples:
  $ infonce simclr report run
  $ infonce simclr report run --test test-images --out report.html`

export function addReport(group: Command): void {
  const command = group
    .command('report')
    .description('write a report on the representation, as one HTML file')
    .argument('<model-dir>', 'the folder that train wrote')
    .option('--out <file>', 'the HTML file to write (default: report.html in the folder)')
  addPartOptions(command)
  command
    .option('--images <n>', 'test images that are shown at most', '2000')
    .option('--neighbors <k>', 'nearest neighbors that vote', '20')
    .option('--supervised', 'train the same network with the labels too')
    .option('--force', 'overwrite existing files')
    .option('--json', 'write a line of JSON')
    .addHelpText('after', help)
    .action(report)
}

async function report(folder: string, options: ReportOptions): Promise<void> {
  const { out = join(folder, 'report.html'), force = false, supervised = false, json } = options
  const k = wholeNumber('--neighbors', options.neighbors)
  const images = wholeNumber('--images', options.images, 2)
  const model = await openModel(folder)
  await checkNewFile(out, 'report', force)
  const provider = await usualProvider()
  const { result, skipped } = await withProgress(async (progress) => {
    const parts = await openParts(folder, model, options, progress, { unlabeled: true })
    const { training, test, labels, skipped } = parts
    noteUnfit(parts, progress)
    let evaluated: EvaluatedFeatures | undefined
    const onModel = (found: EvaluatedFeatures): void => {
      evaluated = found
    }
    const result =
      labels.length > 0 ? await probeModel(model, parts, { k, supervised, onModel, provider, progress }) : undefined
    const onProgress = countedWork(progress, 'encoding', 'images')
    const features = evaluated ?? {
      training: await embedImages(model, training, { provider, onProgress }),
      test: await embedImages(model, test, { provider, onProgress }),
    }
    await writeReport({ folder, out, model, parts, features, result, images, k, progress })
    return { result, skipped }
  })
  if (json) printJson({ file: out, ...result, skipped })
  else print(...(await fileTable([out])))
}
