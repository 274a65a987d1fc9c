// The folder of a training run: what it is of, its vocabulary, its checkpoints, and at the end its files. Node only.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  checkpointsIn,
  findCheckpoint,
  latestCheckpoint,
  makeFolder,
  modelDataFiles,
  type Provider,
  RunLock,
  readCheckpoint,
  writeFileAtomic,
} from '@infonce/runtime'
import { z } from 'zod'
import type { BlockSourceState } from './block-source.js'
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import type { Corpus } from './corpus.js'
import { ConfigurationError, RunFolderError } from './errors.js'
import { ENCODER_FILE, exportModel, MODEL_FILES, PARAMETERS_FILE, VOCABULARY_FILE } from './export.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'
import { loadVocabulary, readText, saveVocabulary } from './text-files.js'
import { type TrainingStart, trainWord2vec, type Word2vecEvent } from './train.js'
import { Vocabulary } from './vocabulary.js'

const RUN_FILE = 'run.json'
const CHECKPOINTS = 'checkpoints'

/** What {@link trainInFolder} is given. */
export interface TrainInFolderOptions {
  /** Where the run lives; made if need be. */
  readonly folder: string
  readonly corpus: Corpus
  /** For a new run. */
  readonly configuration?: ConfigurationInput
  /** Goes on with the run in the folder, in its own configuration, instead of starting one. Default: false. */
  readonly resume?: boolean
  /** Where to train. Default: `'cpu'`. */
  readonly provider?: Provider | 'auto'
  /** Threads inside one operator. Default: as many as the process may use. */
  readonly threads?: number
  /** Stops with a checkpoint. */
  readonly signal?: AbortSignal
  /** Seconds between checkpoints. Default: 60. */
  readonly checkpointSeconds?: number
  /** Steps between events with loss and metrics. Default: as {@link trainWord2vec} has it. */
  readonly lossEvery?: number
}

/** What happens during a run in a folder: events of training, then the files that were written. */
export type RunEvent = Word2vecEvent | { readonly type: 'exported'; readonly files: readonly string[] }

/** What `run.json` says of a run: enough to go on with it. */
export interface RunDescription {
  readonly configuration: Configuration
  /** Name of the corpus (for a file, its path), and its size in bytes to notice another one. */
  readonly corpus: { readonly name: string; readonly size: number | null }
  readonly corpusTokens: number
  /** Of {@link Vocabulary.fingerprint}, to notice other words or counts. */
  readonly vocabularyFingerprint: string
}

const descriptionSchema = z.object({
  format: z.literal('infonce-run'),
  package: z.literal(PACKAGE_NAME),
  version: z.string(),
  configuration: z.record(z.string(), z.unknown()),
  corpus: z.object({ name: z.string(), size: z.number().nullable() }),
  corpusTokens: z.number(),
  vocabularyFingerprint: z.string(),
})

/**
 * What the run in a folder is.
 * @throws RunFolderError when there is none, one of another package, or one with a setting that cannot be
 */
export async function describeRun(folder: string): Promise<RunDescription> {
  const path = join(folder, RUN_FILE)
  let content: unknown
  try {
    content = JSON.parse(await readText(path))
  } catch (cause) {
    throw new RunFolderError(
      `${folder} holds no run: there is no readable ${RUN_FILE} in it; give the folder of a run`,
      {
        cause,
      },
    )
  }
  const parsed = descriptionSchema.safeParse(content)
  if (!parsed.success) {
    const { path: field, message } = parsed.error.issues[0]!
    throw new RunFolderError(
      `${path} is not of a word2vec run: ${[field.join('.'), message].filter(Boolean).join(': ')}`,
    )
  }
  const { configuration, corpus, corpusTokens, vocabularyFingerprint } = parsed.data
  try {
    return { configuration: parseConfiguration(configuration), corpus, corpusTokens, vocabularyFingerprint }
  } catch (cause) {
    if (!(cause instanceof ConfigurationError)) throw cause
    throw new RunFolderError(`${path} has settings that cannot be: ${cause.message}`, { cause })
  }
}

/** Whether the run in a folder has been finished: its parameters are written. */
export async function isFinished(folder: string): Promise<boolean> {
  return (await entries(folder)).includes(PARAMETERS_FILE)
}

/**
 * Removes the run in a folder, finished or not, and leaves the folder with whatever else is in it.
 * @throws LockError when a process is writing the run
 */
export async function clearRun(folder: string): Promise<void> {
  const lock = await RunLock.acquire(folder)
  try {
    for (const path of await modelDataFiles(join(folder, ENCODER_FILE))) await rm(path, { force: true })
    // What names the run goes last, so that a removal that was cut short can be made again.
    for (const name of [...MODEL_FILES, CHECKPOINTS, RUN_FILE])
      await rm(join(folder, name), { recursive: true, force: true })
  } finally {
    await lock.release()
  }
}

/**
 * Trains in a folder: a run that can be killed at any instant and gone on with, and at its end the model's files,
 * which are written after the event `end` has been taken: keep on reading events until there are none.
 * @throws RunFolderError when the folder holds another run, or none to resume; LockError when another process is
 *   writing it; and what {@link trainWord2vec} throws
 */
export async function* trainInFolder(options: TrainInFolderOptions): AsyncGenerator<RunEvent, void> {
  const { folder, corpus, resume = false, checkpointSeconds, lossEvery, provider, threads, signal } = options
  // Before the lock too, which makes the folder and leaves a file in it for a while.
  if (resume) await describeRun(folder)
  else await checkUnused(folder)
  const lock = await RunLock.acquire(folder)
  try {
    if (!resume) await checkUnused(folder)
    const known = resume ? await readRun(folder, corpus) : undefined
    const configuration = known?.description.configuration ?? parseConfiguration(options.configuration)
    const events = trainWord2vec({
      corpus,
      configuration,
      ...(known?.vocabulary && { vocabulary: known.vocabulary }),
      ...(known?.start && { start: known.start }),
      checkpoints: {
        store: checkpointsIn(join(folder, CHECKPOINTS)),
        package: PACKAGE_NAME,
        config: configuration,
        seed: configuration.seed,
        ...(checkpointSeconds !== undefined && { everySeconds: checkpointSeconds }),
      },
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
        const description = { configuration, corpus: { name: corpus.name, size }, corpusTokens, vocabularyFingerprint }
        // What names the run goes first, so that a run killed in between can be gone on with.
        if (!known) await writeRun(folder, description)
        await saveVocabulary(join(folder, VOCABULARY_FILE), event.vocabulary)
      }
      yield event
      if (event.type === 'end' && event.reason === 'finished') {
        const { files } = await exportModel(event.model, folder)
        await rm(join(folder, CHECKPOINTS), { recursive: true, force: true })
        yield { type: 'exported', files }
      }
    }
  } finally {
    await lock.release()
  }
}

async function entries(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}

async function checkUnused(folder: string): Promise<void> {
  const found = (await entries(folder)).filter((name) => [RUN_FILE, CHECKPOINTS, ...MODEL_FILES].includes(name))
  if (found.length === 0) return
  if (!found.includes(RUN_FILE))
    throw new RunFolderError(`${folder} already holds ${found[0]}, which a run would overwrite: give another folder`)
  const remedy = (await isFinished(folder))
    ? 'give another folder'
    : 'go on with it by resuming, or give another folder'
  throw new RunFolderError(`${folder} already holds a run: ${remedy}`)
}

async function writeRun(folder: string, description: RunDescription): Promise<void> {
  const content = { format: 'infonce-run', package: PACKAGE_NAME, version: PACKAGE_VERSION, ...description }
  await makeFolder(folder)
  await writeFileAtomic(join(folder, RUN_FILE), `${JSON.stringify(content, null, 2)}\n`)
}

/** The run in a folder, and where to go on: the newest checkpoint, or the beginning where none was written yet. */
async function readRun(folder: string, corpus: Corpus) {
  const description = await describeRun(folder)
  if (await isFinished(folder))
    throw new RunFolderError(`the run in ${folder} is finished: there is nothing to go on with`)
  const size = await corpus.size()
  const expected = description.corpus.size
  if (expected !== null && size !== undefined && size !== expected)
    throw new RunFolderError(
      `${corpus.name} has ${size} bytes, but the run in ${folder} began on a corpus of ${expected}: give that corpus`,
    )
  const checkpoints = join(folder, CHECKPOINTS)
  const begun = (await latestCheckpoint(checkpoints)) !== undefined
  // Killed before the words were written, a run has no checkpoint either: they are counted again.
  if (!begun && !(await entries(folder)).includes(VOCABULARY_FILE)) return { description }
  const vocabulary = await readVocabulary(folder, description)
  if (!begun) return { description, vocabulary }
  const { path, info } = await findCheckpoint(checkpoints, { package: PACKAGE_NAME })
  if (JSON.stringify(info.config) !== JSON.stringify(description.configuration))
    throw new RunFolderError(`checkpoint ${path} is of another run than ${join(folder, RUN_FILE)}: remove one of them`)
  const start: TrainingStart = {
    steps: info.step,
    position: info.progress as BlockSourceState,
    load: async (values) => {
      await readCheckpoint(path, {
        package: PACKAGE_NAME,
        allocate: (_kind, name) => values[name]?.data,
      })
    },
  }
  return { description, vocabulary, start }
}

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
      `${join(folder, RUN_FILE)}: corpusTokens: expected ${keptTokens} or more, as ${VOCABULARY_FILE} counts, found ${corpusTokens}`,
    )
  return new Vocabulary(words, counts, { corpusTokens })
}
