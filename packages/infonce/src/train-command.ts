// The command `train` of a model: a new run, one that is resumed, or a demonstration.
import {
  type BeginEvent,
  type DescriptionOf,
  describeRun,
  type FolderDefinition,
  type ModelTypes,
  type RunEvent,
  type TrainDescribedOptions,
} from '@infonce/runtime'
import type { Command } from 'commander'
import { type DemoOptions, startDemo } from './demo-options.js'
import { eventJson } from './event-json.js'
import { tellFinished } from './finished-run.js'
import { printJson } from './output.js'
import {
  addFolderOptions,
  addRunOptions,
  newRunFolder,
  parseRunOptions,
  refuseWithResume,
  resumeCommand,
  runsOf,
  type TypedRunOptions,
} from './run-options.js'
import { flagOf, SettingOptions, type TypedSettings } from './setting-options.js'
import { tellOutcome } from './tell-outcome.js'
import { type WatchedModel, type WatchTrainingOptions, watchTraining } from './watch-training.js'

/** What was typed: data, settings, and what every run has. */
export type TypedTraining<T extends ModelTypes, Data> = Data &
  TypedSettings<T['configuration']> &
  TypedRunOptions & { readonly demo?: true }

/** A model's `train`. */
export interface TrainCommand<T extends ModelTypes, Details extends object, Data extends object> {
  /** The name of its group: `cpc`. */
  readonly name: string
  readonly definition: FolderDefinition<T, Details>
  readonly watched: WatchedModel<T>
  readonly description: string
  readonly help: string
  /** An argument without an option, which becomes `path`. Default: none. */
  readonly argument?: readonly [name: string, description: string]
  /** Adds the options that say which data are meant. */
  readonly addDataOptions: (command: Command) => void
  /** The event `begin` as JSON, where it is more than plain data. */
  readonly beginJson?: (begin: BeginEvent<T>) => object
  readonly demonstration?: {
    readonly folder: string
    /** What it makes, for messages and for `--demo` in the help. */
    readonly unit: string
    readonly about: string
    readonly demo: (options: DemoOptions<T['input'], RunEvent<T>>) => Promise<void>
  }
  /** Data options that were typed, as they are typed. */
  readonly typedFlags: (typed: Data) => readonly string[]
  /** Those of them that `--resume` refuses: they say what the data are. Where a run's data lie may change. */
  readonly fixedFlags: (typed: Data) => readonly string[]
  /** What was typed that says where the data of a resumed run lie: options, and words without one. */
  readonly moved: (typed: Data) => {
    readonly options?: Readonly<Record<string, string | undefined>>
    readonly words?: readonly string[]
  }
  /** The data of a new run. */
  readonly begin: (typed: Data, input: T['input']) => Promise<T['described']> | T['described']
  /** The data of a run, where they are now. */
  readonly resume: (
    known: DescriptionOf<T['configuration'], Details>,
    folder: string,
    typed: Data,
  ) => Promise<T['described']>
}

/** Adds it to the model's group. */
export function addTrainCommand<T extends ModelTypes, Details extends object, Data extends object>(
  group: Command,
  given: TrainCommand<T, Details, Data>,
): void {
  const { demonstration, argument } = given
  const command = group.command('train').description(given.description)
  if (argument) command.argument(...argument)
  given.addDataOptions(command)
  addFolderOptions(command)
  if (demonstration) command.option('--demo', `${demonstration.about} (in ${demonstration.folder})`)
  settingsOf(given).addTo(command)
  addRunOptions(command)
  command.addHelpText('after', given.help)
  if (argument)
    command.action((path: string | undefined, typed: TypedTraining<T, Data>) =>
      train(given, { ...typed, ...(path !== undefined && { path }) }),
    )
  else command.action((typed: TypedTraining<T, Data>) => train(given, typed))
}

/** The options that are settings of its model. */
const settingsOf = <T extends ModelTypes, Details extends object>({
  definition,
}: {
  readonly definition: FolderDefinition<T, Details>
}): SettingOptions<T['configuration']> => new SettingOptions(definition.settings)

async function train<T extends ModelTypes, Details extends object, Data extends object>(
  given: TrainCommand<T, Details, Data>,
  typed: TypedTraining<T, Data>,
): Promise<void> {
  const { name, demonstration, watched, beginJson } = given
  const settings = settingsOf(given)
  const { json = false, resume } = typed
  const runOptions = parseRunOptions(typed)
  const onEvent = (event: RunEvent<T>): void =>
    printJson(event.type === 'begin' && beginJson ? beginJson(event as unknown as BeginEvent<T>) : eventJson(event))
  if (typed.demo && demonstration) {
    const command = { ...demonstration, model: name, settings }
    await startDemo(command, typed, given.typedFlags(typed), { ...runOptions, json, onEvent })
    return
  }
  const run = resume === undefined ? await newRun(given, typed) : await oldRun(given, typed, resume)
  if (!run) return
  // Where data that had moved were found must be said each time.
  const { options = {}, words = [] } = resume === undefined ? {} : given.moved(typed)
  try {
    const outcome = await watchTraining(watched, {
      ...run,
      ...runOptions,
      resumeCommand: resumeCommand(name, run.folder, typed, options, words),
      ...(json && { onEvent }),
    } as WatchTrainingOptions<T>)
    await tellOutcome(outcome, json)
  } catch (error) {
    throw settings.worded(typed, error)
  }
}

type Run<T extends ModelTypes> = Partial<TrainDescribedOptions<T>> & {
  readonly folder: string
  readonly resume?: true
}

async function newRun<T extends ModelTypes, Details extends object, Data extends object>(
  given: TrainCommand<T, Details, Data>,
  typed: TypedTraining<T, Data>,
): Promise<Run<T>> {
  const { name, definition } = given
  const configuration = settingsOf(given).inputOf(typed) as T['input']
  const data = await given.begin(typed, configuration)
  return { folder: await newRunFolder(typed, runsOf(name, definition)), ...data, configuration }
}

/** Undefined where the run is finished, which is said. */
async function oldRun<T extends ModelTypes, Details extends object, Data extends object>(
  given: TrainCommand<T, Details, Data>,
  typed: TypedTraining<T, Data>,
  folder: string,
): Promise<Run<T> | undefined> {
  const { name, fixedFlags, definition } = given
  // Where the data lie may change; what they are may not.
  refuseWithResume(typed, [...fixedFlags(typed), ...settingsOf(given).typedFields(typed).map(flagOf)])
  const known = await describeRun(definition, folder)
  if (await tellFinished(folder, runsOf(name, definition), typed.json ?? false)) return undefined
  return { folder, ...(await given.resume(known, folder, typed)), resume: true }
}
