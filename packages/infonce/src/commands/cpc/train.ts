// `infonce cpc train`: trains contrastive predictive coding, or goes on training it.
import {
  type Configuration,
  type ConfigurationInput,
  describeRun,
  type RunEvent,
  type SeriesDescription,
} from '@infonce/cpc'
import type { Command } from 'commander'
import { startDemo } from '../../demo-options.js'
import { eventJson } from '../../event-json.js'
import { tellFinished } from '../../finished-run.js'
import { printJson } from '../../output.js'
import {
  addFolderOptions,
  addRunOptions,
  newRunFolder,
  parseRunOptions,
  refuseWithResume,
  resumeCommand,
  type TypedRunOptions,
} from '../../run-options.js'
import { flagOf, type TypedSettings } from '../../setting-options.js'
import { tellOutcome } from '../../tell-outcome.js'
import { UsageError } from '../../usage-error.js'
import { DEMO_FOLDER, demo } from './demo.js'
import { runs } from './open-model.js'
import { movedTo } from './run-series.js'
import { addSeriesOptions, filesDescription, type TypedSeries, typedSeriesFlags } from './series-options.js'
import { settings, settingsOf } from './settings.js'
import { trainCpcModel } from './training.js'

// `rate` and `channels` are decided by the series.
type TrainOptions = Omit<TypedSettings<Configuration>, 'rate' | 'channels'> &
  TypedSeries &
  TypedRunOptions & { readonly demo?: true }

const help = `
The series are WAV files (8 kHz or 16 kHz, or resampled by --rate), or NumPy's
.npy or CSV files of numbers, whose rows are points in time: those in a folder
and below it, or one. Training needs no labels; they serve to select series, to
tell speakers apart, and to probe. A label stands in the names of files, as
--labels says, or in a table whose first row is file,label,label.
DIR gets the model as ONNX graphs. A run can be interrupted at any time and gone
on with by --resume; on the same provider it ends with the same numbers as if it
had not been. Where a run is finished, there is nothing to resume, and
--resume succeeds.

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
  const command = group.command('train').description('train contrastive predictive coding on sound or other series')
  addSeriesOptions(command, 'a folder of series, or one file')
  addFolderOptions(command)
  command.option('--demo', `train on voices that are made up, and show what was learned (in ${DEMO_FOLDER})`)
  settings.addTo(command)
  addRunOptions(command)
  command.addHelpText('after', help).action((options: TrainOptions) => train(options))
}

const demonstration = { model: 'cpc', unit: 'series', folder: DEMO_FOLDER, settings, settingsOf, demo }

async function train(options: TrainOptions): Promise<void> {
  const { json = false, resume } = options
  const runOptions = parseRunOptions(options)
  const onEvent = (event: RunEvent) => printJson(eventJson(event))
  if (options.demo) {
    const own = [...(options.data === undefined ? [] : ['--data']), ...typedSeriesFlags(options)]
    await startDemo(demonstration, options, own, { ...runOptions, json, onEvent })
    return
  }
  const run = resume === undefined ? await newRun(options) : await oldRun(options)
  if (!run) return
  const { folder, series, configuration } = run
  let outcome: Awaited<ReturnType<typeof trainCpcModel>>
  try {
    outcome = await trainCpcModel({
      folder,
      series,
      ...(configuration ? { configuration } : { resume: true }),
      ...runOptions,
      // Where a run that had moved was found must be said each time.
      resumeCommand: resumeCommand(
        'cpc',
        folder,
        options,
        resume === undefined ? {} : { '--data': options.data, '--labels-csv': options.labelsCsv },
      ),
      ...(json && { onEvent }),
    })
  } catch (error) {
    throw settings.worded(options, error)
  }
  await tellOutcome(outcome, json)
}

interface Run {
  readonly folder: string
  readonly series: SeriesDescription
  /** Of a new run; one that is resumed has its own. */
  readonly configuration?: ConfigurationInput
}

async function newRun(options: TrainOptions): Promise<Run> {
  const configuration = settingsOf(options)
  if (options.data === undefined)
    throw new UsageError('--data is missing: give a folder of series to train on, or one file')
  const series = filesDescription(options.data, options)
  return { folder: await newRunFolder(options, runs), series, configuration }
}

/** Undefined where the run is finished, which is said. */
async function oldRun(options: TrainOptions): Promise<Run | undefined> {
  const folder = options.resume!
  // Where the files lie may change; what they are may not.
  const { labelsCsv: _, ...others } = options
  refuseWithResume(options, [...typedSeriesFlags(others), ...settings.typedFields(options).map(flagOf)])
  const { series } = await describeRun(folder)
  if (await tellFinished(folder, runs, options.json ?? false)) return undefined
  return { folder, series: await movedTo(series, folder, options) }
}
