// `infonce cpc train`: trains contrastive predictive coding, or resumes it.
import { resolve } from 'node:path'
import { cpc } from '@infonce/cpc'
import type { Command } from 'commander'
import { movedTo } from '../../run-data.js'
import { typedFlags } from '../../setting-options.js'
import { addTrainCommand } from '../../train-command.js'
import { UsageError } from '../../usage-error.js'
import { DEMO_FOLDER, demo } from './demo.js'
import { runSeries } from './run-series.js'
import { addSeriesOptions, filesDescription, seriesFields, type TypedSeries } from './series-options.js'
import { watchedCpc } from './training.js'

const help = `
The series are WAV files (8 kHz or 16 kHz, or resampled by --rate), or NumPy's
.npy or CSV files of numbers, whose rows are points in time: those in a folder
and below it, or one. Training needs no labels; they serve to select series, to
tell speakers apart, and to probe. Labels come from file names (--labels) or
from a table whose first row is file,label,label (--labels-csv).

DIR gets the model as ONNX graphs. Interrupt a run at any time, and resume it
with --resume: on the same provider it ends with the same numbers as if it had
not been interrupted. Where the run is finished, --resume succeeds at once.

Examples:
  $ infonce cpc train --demo
  $ infonce cpc train --data recordings --out run
  $ infonce cpc train --data digits --labels '{digit}_{speaker}_{index}' \\
      --without index=0,1,2,3,4 --out run
  $ infonce cpc train --data music --rate 16000 --skip-bad --out run
  $ infonce cpc train --data sensors --kind npy --strides 2,2 --kernels 4,4 \\
      --widths 64,128 --out run
  $ infonce cpc train --resume run`

export function addTrain(group: Command): void {
  addTrainCommand(group, {
    name: 'cpc',
    definition: cpc,
    watched: watchedCpc,
    description: 'train contrastive predictive coding on sound or other series',
    help,
    addDataOptions: (command) => addSeriesOptions(command, 'a folder of series, or one file'),
    demonstration: {
      folder: DEMO_FOLDER,
      unit: 'series',
      about: 'train on voices that are made up, and show what was learned',
      demo,
    },
    typedFlags: (typed: TypedSeries) => typedFlags(typed, ['data', ...seriesFields]),
    fixedFlags: ({ labelsCsv: _, ...others }) => typedFlags(others, seriesFields),
    moved: ({ data, labelsCsv }) => ({ options: { '--data': data, '--labels-csv': labelsCsv } }),
    begin(typed) {
      if (typed.data === undefined)
        throw new UsageError('--data is missing: give a folder of series to train on, or one file')
      return { series: filesDescription(typed.data, typed) }
    },
    resume: async ({ series }, folder, { data, labelsCsv }) => {
      const labels = labelsCsv === undefined ? undefined : { csv: resolve(labelsCsv) }
      return { series: await movedTo(runSeries, series, folder, data, labels) }
    },
  })
}
