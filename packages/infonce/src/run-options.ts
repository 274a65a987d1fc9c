// The options that every `train` has: where it trains, and how a run is resumed.
import {
  damagedFiles,
  describeRun,
  type FinishedRun,
  type FolderDefinition,
  finishRun,
  isFinished,
  type ModelTypes,
  type Provider,
  providerNames,
  RunFolderError,
} from '@infonce/runtime'
import { MOST_THREADS } from '@infonce/runtime/internals'
import type { Command } from 'commander'
import { parseNumber } from './numbers.js'
import { commandLine } from './shell-words.js'
import { UsageError } from './usage-error.js'
import { wholeNumber } from './whole-number.js'

/** What was typed. */
export interface TypedRunOptions {
  readonly out?: string
  readonly resume?: string
  readonly provider?: string
  readonly threads?: string
  readonly checkpointSeconds?: string
  readonly json?: true
}

/** What of it training is given. */
export interface RunOptions {
  readonly provider?: Provider | 'auto'
  readonly threads?: number
  readonly checkpointSeconds?: number
}

/** What tells whether a folder holds a run of a model. */
export interface RunReader {
  /** The model's command: `word2vec`. */
  readonly model: string
  /** The file that a finished model has, and no other. */
  readonly lastFile: string
  /** Throws where there is no run. */
  readonly describe: (folder: string) => Promise<unknown>
  readonly isFinished: (folder: string) => Promise<boolean>
  /** Mends a finished run; undefined where it is to be trained. */
  readonly finish: (folder: string) => Promise<FinishedRun | undefined>
  /** The files that a finished run has lost. */
  readonly damagedFiles: (folder: string) => Promise<readonly string[]>
}

/** The runs of a model, whose command has this name. */
export const runsOf = <T extends ModelTypes, Details extends object>(
  model: string,
  definition: FolderDefinition<T, Details>,
): RunReader => ({
  model,
  lastFile: definition.files.at(-1)!,
  describe: (folder) => describeRun(definition, folder),
  isFinished: (folder) => isFinished(definition, folder),
  finish: (folder) => finishRun(definition, folder),
  damagedFiles: (folder) => damagedFiles(definition, folder),
})

/** Adds the options of the folder. */
export function addFolderOptions(command: Command): void {
  command
    .option('--out <dir>', 'a new folder for the run')
    .option('--resume <dir>', 'resume the run in this folder, in its own settings')
}

/** Adds the options of the place, and `--json`. */
export function addRunOptions(command: Command): void {
  command
    .option(
      '--provider <name>',
      `where to train: auto, ${providerNames.join(', ')} (default: cpu, or wasm where onnxruntime-node is missing; see infonce providers)`,
    )
    .option('--threads <n>', 'threads (default: as many as the process may use)')
    .option('--checkpoint-seconds <s>', 'seconds between checkpoints (default: 60)')
    .option('--json', 'write events as lines of JSON on standard output')
}

/** Reads what was typed. Throws a `UsageError`. */
export function parseRunOptions(typed: TypedRunOptions): RunOptions {
  const threads = typed.threads === undefined ? undefined : wholeNumber('--threads', typed.threads, 1, MOST_THREADS)
  const checkpointSeconds = parseSeconds(typed.checkpointSeconds)
  const provider = parseProvider(typed.provider)
  return {
    ...(provider && { provider }),
    ...(threads !== undefined && { threads }),
    ...(checkpointSeconds !== undefined && { checkpointSeconds }),
  }
}

/** Reads `--provider`. Throws a `UsageError`. */
export function parseProvider(text: string | undefined): Provider | 'auto' | undefined {
  const names = ['auto', ...providerNames] as const
  const found = names.find((name) => name === text)
  if (text === undefined || found) return found
  throw new UsageError(`--provider: expected ${names.join(', ')}, found '${text}'`)
}

function parseSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = parseNumber(text)
  if (seconds > 0) return seconds
  throw new UsageError(`--checkpoint-seconds: expected a number above 0, found '${text}'`)
}

/**
 * The folder of a new run.
 * @throws UsageError when none was typed; RunFolderError when it holds a run that can be resumed
 */
export async function newRunFolder({ out }: TypedRunOptions, runs: RunReader): Promise<string> {
  if (out === undefined) throw new UsageError('--out is missing: give a new folder for the run')
  if (await isUnfinished(out, runs))
    throw new RunFolderError(
      `${out} already holds a run that is not finished: resume it with ${commandLine(runs.model, 'train', '--resume', out)}, or give another folder`,
    )
  return out
}

/**
 * Makes sure that a run is resumed as it is.
 * @param settings the flags of settings that were typed
 * @throws UsageError that names them
 */
export function refuseWithResume({ out }: TypedRunOptions, settings: readonly string[]): void {
  const own = [...(out === undefined ? [] : ['--out']), ...settings]
  if (own.length > 0)
    throw new UsageError(
      `--resume resumes a run in its own folder and settings: leave out ${own.join(', ')}, or start a new run with --out`,
    )
}

/**
 * The command that resumes a run in the same way.
 * @param data options, and what was typed for them, that say where data are that are not where the run began on them
 * @param rest words that say so without an option
 */
export function resumeCommand(
  model: string,
  folder: string,
  { provider, threads, checkpointSeconds }: TypedRunOptions,
  data: Readonly<Record<string, string | undefined>>,
  rest: readonly string[] = [],
): string {
  const given = {
    ...data,
    '--provider': provider,
    '--threads': threads,
    '--checkpoint-seconds': checkpointSeconds,
  }
  const words = Object.entries(given).flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]))
  return commandLine(model, 'train', '--resume', folder, ...words, ...rest)
}

/** Whether a folder holds a run that has not come to its end. */
export async function isUnfinished(folder: string, { describe, isFinished }: RunReader): Promise<boolean> {
  const begun = await describe(folder).then(
    () => true,
    () => false,
  )
  return begun && !(await isFinished(folder))
}
