// `infonce cpc embed`: a vector for each series, or the frames of one.
import {
  type Cpc,
  type DescribedSeries,
  embedSeries,
  type PoolingName,
  poolingNames,
  SeriesEncoder,
} from '@infonce/cpc'
import type { Features } from '@infonce/evaluation'
import type { Provider } from '@infonce/runtime'
import type { Command } from 'commander'
import { choiceOf } from '../../choice.js'
import { featureFormat, writeFeatures } from '../../feature-file.js'
import { fileTable } from '../../file-table.js'
import { print, printJson } from '../../output.js'
import { checkNewFile } from '../../output-target.js'
import { type Progress, withProgress } from '../../progress.js'
import { unselected } from '../../run-data.js'
import { UsageError } from '../../usage-error.js'
import { usualProvider } from '../../usual-provider.js'
import { countedWork } from '../../work-status.js'
import { openModel } from './open-model.js'
import { openFor, seriesFor } from './run-series.js'
import { addSeriesOptions, type TypedSeries } from './series-options.js'

interface EmbedOptions extends TypedSeries {
  readonly out?: string
  readonly pooling?: string
  readonly frames?: string
  readonly force?: true
  readonly json?: true
}

const frameKinds = ['z', 'c'] as const
type FrameKind = (typeof frameKinds)[number]

const help = `
FILE.npy is an array [series, numbers] of float32 for numpy.load; FILE.rows.csv
lists the file and the labels of each row. FILE.csv has everything: file,
labels, numbers. Without --data the series of the run are embedded, including
those that it left out.

Poolings: mean-c, last-c and mean-z are the mean context, the last context and
the mean frame; statistics-c and statistics-z are means followed by deviations.
With --frames the file has one row for each frame of one series, and no pooling.

Examples:
  $ infonce cpc embed run --data new-recordings --out vectors.npy
  $ infonce cpc embed run --data digits --labels '{digit}_{speaker}_*' \\
      --pooling statistics-c --out vectors.csv
  $ infonce cpc embed run --data hello.wav --frames c --out hello.npy`

export function addEmbed(group: Command): void {
  const command = group
    .command('embed')
    .description('write a vector for each series, or the frames of one')
    .argument('<model-dir>', 'the folder that train wrote')
  addSeriesOptions(command, 'a folder of series, or one file (default: those of the run)')
  command
    .option('--out <file>', 'the file to write: .npy or .csv')
    .option('--pooling <name>', `how: ${poolingNames.join(', ')} (default: mean-c)`)
    .option('--frames <kind>', `the frames of one series instead: ${frameKinds.join(' or ')}`)
    .option('--force', 'overwrite existing files')
    .option('--json', 'write a line of JSON')
    .addHelpText('after', help)
    .action(embed)
}

async function embed(folder: string, options: EmbedOptions): Promise<void> {
  const { force = false } = options
  const { out, format } = featureFormat(options.out)
  const kind = options.frames === undefined ? undefined : choiceOf('--frames', frameKinds, options.frames)
  if (kind && options.pooling !== undefined)
    throw new UsageError('--pooling does nothing with --frames, which are not pooled: leave one out')
  const pooling = choiceOf('--pooling', poolingNames, options.pooling ?? 'mean-c')
  const model = await openModel(folder)
  const description = await seriesFor(folder, options)
  // Of a run everything is embedded, unless something was typed.
  const typed = [options.data, options.only, options.without].some((value) => value !== undefined)
  const wanted = typed ? description : unselected(description)
  for (const path of format.paths(out, !kind)) await checkNewFile(path, 'embed', force)

  const provider = await usualProvider()
  const { set, table, files } = await withProgress(async (progress) => {
    const set = await openFor(wanted, model.configuration, progress)
    const table = kind
      ? { name: kind, features: await framesOfOne(model, set, kind, provider) }
      : { name: pooling, features: await pooled(model, set, pooling, provider, progress), rows: set.series }
    return { set, table, files: await writeFeatures(out, format, table) }
  })
  const { rows, columns } = table.features
  if (options.json)
    printJson({ files, rows, columns, ...(kind ? { frames: kind } : { pooling }), skipped: set.skipped })
  else
    print(...(await fileTable(files)), `${rows} rows of ${columns} numbers: ${kind ? `the frames ${kind}` : pooling}`)
}

async function pooled(
  model: Cpc,
  set: DescribedSeries,
  pooling: PoolingName,
  provider: Provider,
  progress: Progress,
): Promise<Features> {
  const onProgress = countedWork(progress, 'encoding', 'series')
  return (await embedSeries(model, set, { poolings: [pooling], provider, onProgress }))[pooling]
}

async function framesOfOne(model: Cpc, set: DescribedSeries, kind: FrameKind, provider: Provider): Promise<Features> {
  if (set.series.length !== 1)
    throw new UsageError(
      `--frames writes the frames of one series, found ${set.series.length}: give one file with --data`,
    )
  const encoder = await SeriesEncoder.open(model, { provider })
  try {
    const { count, [kind]: data } = await encoder.encode(await set.read(0), set.series[0]!.name)
    return { rows: count, columns: data.length / count, data }
  } finally {
    await encoder.close()
  }
}
