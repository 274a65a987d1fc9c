// `infonce word2vec train`: trains word vectors, or goes on training them.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { MOST_THREADS, type Provider, providerNames } from '@infonce/runtime'
import {
  type Configuration,
  CorpusError,
  describeRun,
  fileCorpus,
  isFinished,
  type RunEvent,
  RunFolderError,
} from '@infonce/word2vec'
import type { Command } from 'commander'
import { exitCode } from '../exit-code.js'
import { fileTable } from '../file-table.js'
import { parseNumber } from '../numbers.js'
import { print, printJson, say } from '../output.js'
import { runTraining, speedText } from '../run-training.js'
import { commandLine } from '../shell-words.js'
import {
  addSettings,
  configurationOf,
  flagOf,
  type TypedSettings,
  typedFields,
  wordedInOptions,
} from '../training-options.js'
import { UsageError } from '../usage-error.js'
import { wholeNumber } from '../whole-number.js'

interface TrainOptions extends TypedSettings {
  readonly corpus?: string
  readonly out?: string
  readonly resume?: string
  readonly provider?: string
  readonly threads?: string
  readonly checkpointSeconds?: string
  readonly json?: true
}

const help = `
The corpus is UTF-8 text, plain or gzip, one sentence or document a line, its
words parted by white space. It is streamed: memory is that of the vectors.
DIR gets the vectors, the vocabulary and the model as ONNX graphs. A run can be
interrupted at any time and gone on with by --resume; on the same provider it
ends with the same numbers as if it had not been.

Examples:
  $ infonce word2vec train --corpus text.txt.gz --out run
  $ infonce word2vec train --corpus text.txt --out run --dim 300 --epochs 3
  $ infonce word2vec train --corpus text.txt --out run-nce --loss nce
  $ infonce word2vec train --resume run
  $ infonce word2vec train --corpus text.txt --out run --json > events.jsonl`

export function addTrain(group: Command): void {
  const command = group
    .command('train')
    .description('train word vectors on a text (word2vec, skip-gram)')
    .option('--corpus <file>', 'the text to train on')
    .option('--out <dir>', 'a new folder for the run')
    .option('--resume <dir>', 'go on with the run in this folder, in its own settings')
  addSettings(command)
  command
    .option(
      '--provider <name>',
      `where to train: auto, ${providerNames.join(', ')} (default: cpu; see infonce providers)`,
    )
    .option('--threads <n>', 'threads (default: as many as the process may use)')
    .option('--checkpoint-seconds <s>', 'seconds between checkpoints (default: 60)')
    .option('--json', 'write events as lines of JSON on standard output')
    .addHelpText('after', help)
    .action((options: TrainOptions) => train(options))
}

async function train(options: TrainOptions): Promise<void> {
  const { json = false } = options
  const threads = options.threads === undefined ? undefined : wholeNumber('--threads', options.threads, 1, MOST_THREADS)
  const checkpointSeconds = parseSeconds(options.checkpointSeconds)
  const provider = parseProvider(options.provider)
  const { folder, corpusPath, configuration } =
    options.resume === undefined ? await newRun(options) : await oldRun(options)
  // The run remembers the whole path, so that it can be gone on with from any folder.
  const path = resolve(corpusPath)
  await fileCorpus(path).size()

  let outcome: Awaited<ReturnType<typeof runTraining>>
  try {
    outcome = await runTraining({
      folder,
      corpus: { kind: 'file', path },
      ...(configuration ? { configuration } : { resume: true }),
      ...(provider && { provider }),
      ...(threads !== undefined && { threads }),
      ...(checkpointSeconds !== undefined && { checkpointSeconds }),
      resumeCommand: resumeCommand(folder, options),
      ...(json && { onEvent: (event: RunEvent) => printJson(eventJson(event)) }),
    })
  } catch (error) {
    throw wordedInOptions(options, error)
  }
  if (!outcome.finished) {
    process.exitCode = outcome.exitCode
    return
  }
  say(speedText(outcome))
  if (!json) print(...(await fileTable(outcome.files)))
  process.exitCode = exitCode.success
}

function parseSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = parseNumber(text)
  if (seconds > 0) return seconds
  throw new UsageError(`--checkpoint-seconds: expected a number above 0, found '${text}'`)
}

function parseProvider(text: string | undefined): Provider | 'auto' | undefined {
  const names = ['auto', ...providerNames] as const
  const found = names.find((name) => name === text)
  if (text === undefined || found) return found
  throw new UsageError(`--provider: expected ${names.join(', ')}, found '${text}'`)
}

interface Run {
  readonly folder: string
  readonly corpusPath: string
  /** Of a new run; one that is gone on with has its own. */
  readonly configuration?: Configuration
}

async function newRun(options: TrainOptions): Promise<Run> {
  const configuration = configurationOf(options)
  if (options.corpus === undefined) throw new UsageError('--corpus is missing: give the file of the text to train on')
  if (options.out === undefined) throw new UsageError('--out is missing: give a new folder for the run')
  const begun = await describeRun(options.out).catch(() => undefined)
  if (begun && !(await isFinished(options.out)))
    throw new RunFolderError(
      `${options.out} already holds a run that is not finished: go on with it by ${commandLine('word2vec', 'train', '--resume', options.out)}, or give another folder`,
    )
  return { folder: options.out, corpusPath: options.corpus, configuration }
}

async function oldRun(options: TrainOptions): Promise<Run> {
  const folder = options.resume!
  const own = [...(options.out === undefined ? [] : ['--out']), ...typedFields(options).map(flagOf)]
  if (own.length > 0)
    throw new UsageError(
      `--resume goes on with a run in its own folder and settings: leave out ${own.join(', ')}, or start a new run with --out`,
    )
  const { corpus } = await describeRun(folder)
  const corpusPath = options.corpus ?? corpus.name
  if (options.corpus === undefined && !(await exists(corpusPath)))
    throw new CorpusError(
      `${corpusPath}, which the run in ${folder} began on, is not there any more: say where it is now with --corpus`,
    )
  return { folder, corpusPath }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

function resumeCommand(folder: string, { corpus, resume, provider, threads, checkpointSeconds }: TrainOptions): string {
  const again = (flag: string, value: string | undefined): string[] => (value === undefined ? [] : [flag, value])
  return commandLine(
    'word2vec',
    'train',
    '--resume',
    folder,
    // Where a run that had moved was found must be said each time.
    ...again('--corpus', resume === undefined ? undefined : corpus),
    ...again('--provider', provider),
    ...again('--threads', threads),
    ...again('--checkpoint-seconds', checkpointSeconds),
  )
}

/** An event as JSON: its type first, without the objects that only a program in the same process can use. */
function eventJson(event: RunEvent): unknown {
  switch (event.type) {
    case 'begin': {
      const { vocabulary, ...rest } = event
      const { size, keptTokens, corpusTokens } = vocabulary
      return { ...rest, vocabulary: size, keptTokens, corpusTokens }
    }
    case 'end': {
      const { model: _, ...rest } = event
      return rest
    }
    default:
      return event
  }
}
