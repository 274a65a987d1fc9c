// `infonce word2vec train`: trains word vectors, or goes on training them.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  type Configuration,
  type ConfigurationInput,
  CorpusError,
  describeRun,
  fileCorpus,
  type RunEvent,
} from '@infonce/word2vec'
import type { Command } from 'commander'
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
import { runs } from './open-model.js'
import { settings, settingsOf } from './settings.js'
import { trainWordVectors } from './training.js'

interface TrainOptions extends TypedSettings<Configuration>, TypedRunOptions {
  readonly corpus?: string
}

const help = `
The corpus is UTF-8 text, plain or gzip, one sentence or document a line, its
words separated by white space. It is streamed: memory is that of the vectors.
DIR gets the vectors, the vocabulary and the model as ONNX graphs. A run can be
interrupted at any time and resumed by --resume; on the same provider it
ends with the same numbers as if it had not been. Where a run is finished, there
is nothing to resume, and --resume succeeds.

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
  addFolderOptions(command)
  settings.addTo(command)
  addRunOptions(command)
  command.addHelpText('after', help).action((options: TrainOptions) => train(options))
}

async function train(options: TrainOptions): Promise<void> {
  const { json = false, resume } = options
  const runOptions = parseRunOptions(options)
  const run = resume === undefined ? await newRun(options) : await oldRun(options)
  if (!run) return
  const { folder, corpusPath, configuration } = run
  // The run remembers the whole path, so that it can be resumed from any folder.
  const path = resolve(corpusPath)
  await fileCorpus(path).size()

  let outcome: Awaited<ReturnType<typeof trainWordVectors>>
  try {
    outcome = await trainWordVectors({
      folder,
      corpus: { kind: 'file', path },
      ...(configuration ? { configuration } : { resume: true }),
      ...runOptions,
      // Where a run that had moved was found must be said each time.
      resumeCommand: resumeCommand('word2vec', folder, options, {
        '--corpus': resume === undefined ? undefined : options.corpus,
      }),
      ...(json && { onEvent: (event: RunEvent) => printJson(eventJson(event)) }),
    })
  } catch (error) {
    throw settings.worded(options, error)
  }
  await tellOutcome(outcome, json)
}

interface Run {
  readonly folder: string
  readonly corpusPath: string
  /** Of a new run; one that is resumed has its own. */
  readonly configuration?: ConfigurationInput
}

async function newRun(options: TrainOptions): Promise<Run> {
  const configuration = settingsOf(options)
  if (options.corpus === undefined) throw new UsageError('--corpus is missing: give the file of the text to train on')
  return { folder: await newRunFolder(options, runs), corpusPath: options.corpus, configuration }
}

/** Undefined where the run is finished, which is said. */
async function oldRun(options: TrainOptions): Promise<Run | undefined> {
  const folder = options.resume!
  refuseWithResume(options, settings.typedFields(options).map(flagOf))
  const { corpus } = await describeRun(folder)
  if (await tellFinished(folder, runs, options.json ?? false)) return undefined
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
