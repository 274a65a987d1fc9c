// The folder of a training run: what it is of, its vocabulary, its checkpoints, and at the end its files. Node only.
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { type ExportedEvent, type FinishedRun, type FolderTrainingOptions, RunFolder } from '@infonce/runtime'
import * as z from 'zod'
import type { BlockSourceState } from './block-source.js'
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import type { Corpus } from './corpus.js'
import { RunFolderError } from './errors.js'
import { exportModel, loadModel, MODEL_FILES, PARAMETERS_FILE, VOCABULARY_FILE } from './export.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'
import { loadVocabulary, saveVocabulary } from './text-files.js'
import { type TrainingStart, trainWord2vec, type Word2vecEvent } from './train.js'
import { Vocabulary } from './vocabulary.js'

/** What {@link trainInFolder} is given. */
export interface TrainInFolderOptions extends FolderTrainingOptions {
  readonly corpus: Corpus
  /** For a new run. */
  readonly configuration?: ConfigurationInput
}

/** What happens during a run in a folder: events of training, then the files that were written. */
export type RunEvent = Word2vecEvent | ExportedEvent

/** What `run.json` says of a run: enough to resume it. */
export interface RunDescription {
  readonly configuration: Configuration
  /** Name of the corpus (for a file, its path), and its size in bytes to notice another one. */
  readonly corpus: { readonly name: string; readonly size: number | null }
  readonly corpusTokens: number
  /** Of {@link Vocabulary.fingerprint}, to notice other words or counts. */
  readonly vocabularyFingerprint: string
}

type Details = Omit<RunDescription, 'configuration'>

type Run = RunFolder<Configuration, Details>

const runIn = (folder: string): Run =>
  new RunFolder(folder, {
    model: 'word2vec',
    package: PACKAGE_NAME,
    version: PACKAGE_VERSION,
    files: MODEL_FILES,
    sources: [VOCABULARY_FILE, PARAMETERS_FILE],
    parseConfiguration: (input) => parseConfiguration(input as ConfigurationInput),
    details: z.object({
      corpus: z.object({ name: z.string(), size: z.number().nullable() }),
      corpusTokens: z.number(),
      vocabularyFingerprint: z.string(),
    }),
  })

/**
 * What the run in a folder is.
 * @throws RunFolderError when there is none, one of another package, or one with a setting that cannot be
 */
export const describeRun = (folder: string): Promise<RunDescription> => runIn(folder).describe()

/** Whether the run in a folder has been finished: its parameters are written. */
export const isFinished = (folder: string): Promise<boolean> => runIn(folder).isFinished()

/**
 * Makes sure that a run that was finished is whole: what is missing or damaged of its model is written again from its
 * words and parameters. `undefined`, and nothing is done, where the run is still to be trained: it was not finished, or has lost
 * one of those.
 * @throws RunFolderError when there is no run, or one of another package; LockError when a process is writing it
 */
export const finishRun = (folder: string): Promise<FinishedRun | undefined> =>
  runIn(folder).finish(async () => (await exportModel(await loadModel(folder), folder)).files)

/**
 * Names of the files of a finished run that are missing or not what was written. None where it is not finished.
 * @throws RunFolderError when there is no run, or one of another package
 */
export const damagedFiles = (folder: string): Promise<readonly string[]> => runIn(folder).damagedFiles()

/**
 * Removes the run in a folder, finished or not, and leaves the folder with whatever else is in it.
 * @throws RunFolderError when it is a run of another package; LockError when a process is writing the run
 */
export const clearRun = (folder: string): Promise<void> => runIn(folder).clear()

/**
 * Trains in a folder: a run that can be killed at any instant and resumed, and at its end the model's files,
 * which are written after the event `end` has been taken: keep on reading events until there are none.
 * @throws RunFolderError when the folder holds another run, or none to resume; LockError when another process is
 *   writing it; and what {@link trainWord2vec} throws
 */
export function trainInFolder(options: TrainInFolderOptions): AsyncGenerator<RunEvent, void> {
  const { folder, resume = false } = options
  const run = runIn(folder)
  return run.train<Word2vecEvent>({
    resume,
    events: () => eventsOf(run, options),
    write: async ({ model }) => (await exportModel(model, folder)).files,
  })
}

/** Events of training, with the run's description and words written when it begins. */
async function* eventsOf(run: Run, options: TrainInFolderOptions): AsyncGenerator<Word2vecEvent> {
  const { folder, corpus, resume = false, checkpointSeconds, lossEvery, provider, threads, signal } = options
  const known = resume ? await readRun(run, corpus) : undefined
  const configuration = known?.description.configuration ?? options.configuration
  const events = trainWord2vec({
    corpus,
    ...(configuration && { configuration }),
    ...(known?.vocabulary && { vocabulary: known.vocabulary }),
    ...(known?.start && { start: known.start }),
    checkpoints: (settled) => run.checkpoints(settled, settled.seed, checkpointSeconds),
    ...(lossEvery !== undefined && { lossEvery }),
    ...(provider && { provider }),
    ...(threads !== undefined && { threads }),
    ...(signal && { signal }),
  })
  for await (const event of events) {
    if (event.type === 'begin' && !known?.vocabulary) {
      const size = (await corpus.size()) ?? null
      const { corpusTokens, fingerprint: vocabularyFingerprint } = event.vocabulary
      if (known && vocabularyFingerprint !== known.description.vocabularyFingerprint)
        throw new RunFolderError(
          `the words of ${corpus.name} are not those that the run in ${folder} began with: give the corpus it began on`,
        )
      // What names the run goes first, so that a run killed in between can be resumed.
      if (!known)
        await run.begin({
          configuration: event.configuration,
          corpus: { name: corpus.name, size },
          corpusTokens,
          vocabularyFingerprint,
        })
      await saveVocabulary(join(folder, VOCABULARY_FILE), event.vocabulary)
    }
    yield event
  }
}

interface KnownRun {
  readonly description: RunDescription
  readonly vocabulary?: Vocabulary
  readonly start?: TrainingStart
}

/** The run in a folder, and where to go on: the newest checkpoint, or the beginning where none was written yet. */
async function readRun(run: Run, corpus: Corpus): Promise<KnownRun> {
  const description = await run.describeUnfinished()
  const size = await corpus.size()
  const expected = description.corpus.size
  if (expected !== null && size !== undefined && size !== expected)
    throw new RunFolderError(
      `${corpus.name} has ${size} bytes, but the run in ${run.path} began on a corpus of ${expected}: give that corpus`,
    )
  const start = await run.findStart(description.configuration)
  // Killed before the words were written, a run has no checkpoint either: they are counted again, as those that a finished
  // run has lost are.
  const lost = (await run.damagedFiles()).includes(VOCABULARY_FILE)
  if (!start && (lost || !(await exists(join(run.path, VOCABULARY_FILE))))) return { description }
  const vocabulary = await readVocabulary(run.path, description)
  return {
    description,
    vocabulary,
    ...(start && { start: { ...start, position: start.position as BlockSourceState } }),
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The words that a run began with. */
async function readVocabulary(folder: string, description: RunDescription): Promise<Vocabulary> {
  const { corpusTokens, vocabularyFingerprint } = description
  const path = join(folder, VOCABULARY_FILE)
  const { words, counts, keptTokens, fingerprint } = await loadVocabulary(path)
  if (fingerprint !== vocabularyFingerprint)
    throw new RunFolderError(
      `${path} has other words or counts than the run began with: restore the file, or start a new run in another folder`,
    )
  if (!(corpusTokens >= keptTokens))
    throw new RunFolderError(
      `${join(folder, 'run.json')}: corpusTokens: expected ${keptTokens} or more, as ${VOCABULARY_FILE} counts, found ${corpusTokens}`,
    )
  return new Vocabulary(words, counts, { corpusTokens })
}
