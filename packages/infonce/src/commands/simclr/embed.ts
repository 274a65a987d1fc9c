// `infonce simclr embed`: a vector for each image.
import { embedImages, encodings } from '@infonce/simclr'
import type { Command } from 'commander'
import { choiceOf } from '../../choice.js'
import { featureFormat, writeFeatures } from '../../feature-file.js'
import { fileTable } from '../../file-table.js'
import { print, printJson } from '../../output.js'
import { checkNewFile } from '../../output-target.js'
import { withProgress } from '../../progress.js'
import { unselected } from '../../run-data.js'
import { usualProvider } from '../../usual-provider.js'
import { countedWork } from '../../work-status.js'
import { addImageOptions, labelsHelp, type TypedImages } from './image-options.js'
import { openModel } from './open-model.js'
import { imagesFor, openFor } from './run-images.js'

interface EmbedOptions extends TypedImages {
  readonly out?: string
  readonly encoding?: string
  readonly force?: true
  readonly json?: true
}

const help = `
FILE.npy is an array [images, numbers] of float32 for numpy.load; FILE.rows.csv
lists the file and the labels of each row. FILE.csv has everything: file,
labels, numbers. Without images those of the run are embedded, including those
that it left out. Images are converted to the model's size and channels.

Use the representation h for probes and search. quarters has a representation
of each quarter of an image, which keeps coarse positions. The embedding z is
what the loss compares; it is invariant to the differences between views.

${labelsHelp}

Examples:
  $ infonce simclr embed run new-images --out vectors.npy
  $ infonce simclr embed run photos --labels photos.csv --out vectors.csv
  $ infonce simclr embed run test_batch.bin --encoding z --out z.npy`

export function addEmbed(group: Command): void {
  const command = group
    .command('embed')
    .description('write a vector for each image')
    .argument('<model-dir>', 'the folder that train wrote')
    .argument('[images]', 'a folder of images, or one file (default: those of the run)')
    .option('--out <file>', 'the file to write: .npy or .csv')
    .option('--encoding <name>', `${encodings.join(', ')} (default: h)`)
  addImageOptions(command)
  command
    .option('--force', 'overwrite existing files')
    .option('--json', 'write a line of JSON')
    .addHelpText('after', help)
    .action(embed)
}

async function embed(folder: string, path: string | undefined, options: EmbedOptions): Promise<void> {
  const { force = false } = options
  const { out, format } = featureFormat(options.out)
  const encoding = choiceOf('--encoding', encodings, options.encoding ?? 'h')
  const model = await openModel(folder)
  const description = await imagesFor(folder, path, options)
  // Of a run everything is embedded, unless something was typed.
  const typed = [path, options.only, options.without].some((value) => value !== undefined)
  const wanted = typed ? description : unselected(description)
  for (const file of format.paths(out, true)) await checkNewFile(file, 'embed', force)

  const provider = await usualProvider()
  const { set, features, files } = await withProgress(async (progress) => {
    const set = await openFor(wanted, model.configuration, progress)
    const onProgress = countedWork(progress, 'encoding', 'images')
    const features = await embedImages(model, set, { encoding, provider, onProgress })
    const files = await writeFeatures(out, format, { name: encoding, features, rows: set.images })
    return { set, features, files }
  })
  const { rows, columns } = features
  if (options.json) printJson({ files, rows, columns, encoding, skipped: set.skipped })
  else print(...(await fileTable(files)), `${rows} rows of ${columns} numbers: ${encoding}`)
}
