// The folder of a training run: what it is of, its checkpoints, and at the end the files of its model. Node only.
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { checkpointsIn } from './checkpoint-folder-store.js'
import { ConfigurationError, RunFolderError } from './errors.js'
import { damagedOf, digestsOf, type FinishedFiles, finishedSchema } from './finished-files.js'
import type { HostTensor } from './host-tensor.js'
import { loadCheckpoint } from './load-checkpoint.js'
import { makeFolder } from './make-folder.js'
import { modelDataFiles } from './model-file.js'
import type { Provider } from './provider.js'
import { findCheckpoint, latestCheckpoint, readTensors } from './read-checkpoint.js'
import { headSchema, parseRunFile, RUN_FILE, readRunFile, writeRunFile } from './run-file.js'
import { RunLock } from './run-lock.js'
import type { CheckpointPolicy } from './training-loop.js'

const CHECKPOINTS = 'checkpoints'

/** What tells the runs of one model from those of others. */
export interface RunKind<Configuration, Details extends object> {
  /** The model's name in messages: `'word2vec'`. */
  readonly model: string
  /** The package that trains it, and its version: `'@infonce/word2vec'`. */
  readonly package: string
  readonly version: string
  /** Names of the files of a finished model, in the order in which they are written: the last is there only with all others. */
  readonly files: readonly string[]
  /** Those of them that a model is read back from, so that the others can be written again. Default: the last. */
  readonly sources?: readonly string[]
  /** Names of other files that training writes into the folder. Default: none. */
  readonly reports?: readonly string[]
  /** Checks the settings of a run; throws a `ConfigurationError`. */
  readonly parseConfiguration: (input: unknown) => Configuration
  /** What `run.json` says besides the settings: what the run is of, to notice another. */
  readonly details: z.ZodType<Details>
}

/** What `run.json` says of a run: enough to resume it. */
export type DescriptionOf<Configuration, Details extends object> = Details & { readonly configuration: Configuration }

/** A checkpoint from which a run goes on. */
export interface RunStart {
  /** Steps made before it. */
  readonly steps: number
  /** What the source of its batches said of where it stood, as JSON. */
  readonly position: unknown
  /** What that source kept in tensors. */
  readonly tensors: () => Promise<Readonly<Record<string, HostTensor>>>
  /** Writes its parameters and optimizer's state over these, in place: the `initialize` of `Trainer.open`. */
  readonly load: (values: Readonly<Record<string, HostTensor>>) => Promise<void>
}

/** What training in a folder is given, whatever the model: the base of each model's own options. */
export interface FolderTrainingOptions {
  /** Where the run lives; made if need be. */
  readonly folder: string
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
  /** Steps between events with loss and metrics. Default: as the model's training in memory has it. */
  readonly lossEvery?: number
}

/** The last event of a run that is finished: paths of the model's files, in the order in which they were written. */
export interface ExportedEvent {
  readonly type: 'exported'
  readonly files: readonly string[]
}

/** A finished run, as {@link RunFolder.finish} leaves it. */
export interface FinishedRun {
  /** Paths of the model's files. */
  readonly files: readonly string[]
  /** Names of those that were missing or damaged, and have been written again from the others. */
  readonly mended: readonly string[]
}

/** A run that is being trained, as {@link RunFolder.train} is told of it. */
export interface RunInFolder<Event> {
  /** Whether there must be a run in the folder, or must not. */
  readonly resume: boolean
  /** Trains, once the folder is locked; calls {@link RunFolder.begin} when a new run begins. */
  readonly events: () => AsyncIterable<Event>
  /** Writes the files of the model of the event `end`, and tells their paths. */
  readonly write: (end: Extract<Event, { readonly type: 'end' }>) => Promise<readonly string[]>
}

/** The folder of a run of one kind, which need not be there yet. */
export class RunFolder<Configuration, Details extends object> {
  constructor(
    readonly path: string,
    private readonly kind: RunKind<Configuration, Details>,
  ) {}

  /**
   * What the run in the folder is.
   * @throws RunFolderError when there is none, one of another package, or one with a setting that cannot be
   */
  async describe(): Promise<DescriptionOf<Configuration, Details>> {
    const { details, parseConfiguration } = this.kind
    const path = join(this.path, RUN_FILE)
    const content = await readRunFile(this.path)
    const { configuration } = this.parse(content, headSchema(this.kind.package))
    const described = this.parse(content, details)
    try {
      return { ...described, configuration: parseConfiguration(configuration) }
    } catch (cause) {
      if (!(cause instanceof ConfigurationError)) throw cause
      throw new RunFolderError(`${path} has settings that cannot be: ${cause.message}`, { cause })
    }
  }

  /**
   * What the run in the folder is, which is to be resumed. A run that was finished is, where it has lost files that
   * its model would be read back from.
   * @throws RunFolderError as {@link describe} does, and when the run is finished
   */
  async describeUnfinished(): Promise<DescriptionOf<Configuration, Details>> {
    const description = await this.describe()
    const finished = await this.finishedFiles()
    if (!finished || this.hasLostSources(await damagedOf(this.path, finished))) return description
    throw new RunFolderError(`the run in ${this.path} is finished: there is nothing to resume`)
  }

  /**
   * The names of the files of a finished run that are missing or not what was written. None where it is not finished.
   * @throws RunFolderError as {@link describe} does
   */
  async damagedFiles(): Promise<readonly string[]> {
    const finished = await this.finishedFiles()
    return finished ? damagedOf(this.path, finished) : []
  }

  /**
   * Makes sure that a run that was finished is whole: files that are missing or damaged are written again where the model
   * can be read back from the others, and checkpoints that a kill left are removed. `undefined`, and nothing is done,
   * where the run is still to be trained: it was not finished, or has lost the files that its model is read back from.
   * @param write reads the model back, writes its files, and tells their paths
   * @throws RunFolderError as {@link describe} does; LockError when another process is writing the run
   */
  async finish(write: () => Promise<readonly string[]>): Promise<FinishedRun | undefined> {
    const finished = await this.finishedFiles()
    if (!finished) return undefined
    const mended = await damagedOf(this.path, finished)
    if (this.hasLostSources(mended)) return undefined
    const files = Object.keys(finished).map((name) => join(this.path, name))
    if (mended.length === 0 && !(await this.entries()).includes(CHECKPOINTS)) return { files, mended }
    const lock = await RunLock.acquire(this.path)
    try {
      if (mended.length === 0) await this.removeCheckpoints()
      else await this.settle(await write())
    } finally {
      await lock.release()
    }
    return { files, mended }
  }

  /** Whether the model of the run is in the folder: the last of its files is written. */
  async isFinished(): Promise<boolean> {
    return (await this.entries()).includes(this.kind.files.at(-1)!)
  }

  /**
   * Removes the run, finished or not, and leaves the folder with whatever else is in it. A `run.json` that cannot be
   * read is nobody's, and is removed.
   * @throws RunFolderError when the run is of another package; LockError when a process is writing the run
   */
  async clear(): Promise<void> {
    const { files, reports = [] } = this.kind
    const lock = await RunLock.acquire(this.path)
    try {
      await this.checkNotOfAnother()
      for (const name of files)
        for (const path of await modelDataFiles(join(this.path, name))) await rm(path, { force: true })
      // What names the run goes last, so that a removal that was cut short can be made again.
      for (const name of [...files, ...reports, CHECKPOINTS, RUN_FILE])
        await rm(join(this.path, name), { recursive: true, force: true })
    } finally {
      await lock.release()
    }
  }

  /**
   * Makes sure that a new run would overwrite nothing.
   * @throws RunFolderError when the folder holds a run, or a file of the name that one of a run has
   */
  async checkUnused(): Promise<void> {
    const { files, reports = [] } = this.kind
    const own = [RUN_FILE, CHECKPOINTS, ...files, ...reports]
    const found = (await this.entries()).filter((name) => own.includes(name))
    if (found.length === 0) return
    if (!found.includes(RUN_FILE))
      throw new RunFolderError(
        `${this.path} already holds ${found[0]}, which a run would overwrite: give another folder`,
      )
    const remedy = (await this.isFinished()) ? 'give another folder' : 'resume it, or give another folder'
    throw new RunFolderError(`${this.path} already holds a run: ${remedy}`)
  }

  /** Says of the folder that it holds this run: from now on it can be resumed. Writes `run.json`. */
  async begin(description: DescriptionOf<Configuration, Details>): Promise<void> {
    const { package: name, version } = this.kind
    const { configuration, ...details } = description
    const content = { format: 'infonce-run', package: name, version, configuration, ...details }
    await makeFolder(this.path)
    await writeRunFile(this.path, content)
  }

  /** Where and when a training loop leaves the checkpoints of this run. `everySeconds` as the loop has it by default. */
  checkpoints(configuration: Configuration, seed: number, everySeconds?: number): CheckpointPolicy {
    return {
      store: checkpointsIn(join(this.path, CHECKPOINTS)),
      package: this.kind.package,
      config: configuration,
      seed,
      ...(everySeconds !== undefined && { everySeconds }),
    }
  }

  /**
   * Where to go on: the newest checkpoint, or nowhere while none has been written. Settings that a checkpoint of an
   * older version lacks have their defaults, as {@link describe} has them.
   * @throws RunFolderError when it is of other settings; CheckpointError when it is not whole
   */
  async findStart(configuration: Configuration): Promise<RunStart | undefined> {
    const checkpoints = join(this.path, CHECKPOINTS)
    if (!(await latestCheckpoint(checkpoints))) return undefined
    const options = { package: this.kind.package }
    const { path, info } = await findCheckpoint(checkpoints, options)
    if (!isDeepStrictEqual(this.parseIfPossible(info.config), configuration))
      throw new RunFolderError(
        `checkpoint ${path} is of another run than ${join(this.path, RUN_FILE)}: remove one of them`,
      )
    return {
      steps: info.step,
      position: info.progress,
      tensors: async () => (await readTensors(path, ['batches'], options)).batches,
      load: (values) => loadCheckpoint(path, values, options),
    }
  }

  /**
   * Trains in the folder, which is locked until the events end: a run that can be killed at any instant and gone on
   * with. After the event `end` of a run that is finished its model's files are written, its checkpoints removed, and
   * the event `exported` comes last.
   * @throws RunFolderError when the folder holds another run, or none to resume; LockError when another process is
   *   writing it; and what training and the writing of files throw
   */
  async *train<Event extends { readonly type: string }>({
    resume,
    events,
    write,
  }: RunInFolder<Event>): AsyncGenerator<Event | ExportedEvent, void> {
    // Before the lock too, which makes the folder and leaves a file in it for a while.
    if (resume) await this.describe()
    else await this.checkUnused()
    const lock = await RunLock.acquire(this.path)
    try {
      if (!resume) await this.checkUnused()
      for await (const event of events()) {
        yield event
        if (!isFinishedEnd(event)) continue
        const files = await write(event)
        await this.settle(files)
        yield { type: 'exported', files }
      }
    } finally {
      await lock.release()
    }
  }

  /**
   * Says of the run that it is finished, with digests of its model's files, and removes its checkpoints, in this order: a
   * run that is killed in between is finished, and one that is killed before it goes on from its last checkpoint.
   */
  private async settle(files: readonly string[]): Promise<void> {
    const { reports = [] } = this.kind
    const content = await readRunFile(this.path)
    const model = files.filter((path) => !reports.includes(basename(path)))
    await writeRunFile(this.path, { ...(content as object), finished: { files: await digestsOf(model) } })
    await this.removeCheckpoints()
  }

  private removeCheckpoints(): Promise<void> {
    return rm(join(this.path, CHECKPOINTS), { recursive: true, force: true })
  }

  /** The files of the run where it is finished. Older versions wrote no digests, and removed the checkpoints at the end. */
  private async finishedFiles(): Promise<FinishedFiles | undefined> {
    const { files } = this.kind
    const schema = z.object({ finished: finishedSchema(files).optional() })
    const { finished } = this.parse(await readRunFile(this.path), schema)
    if (finished) return finished.files
    const isOlder = (await this.isFinished()) && !(await this.entries()).includes(CHECKPOINTS)
    return isOlder ? Object.fromEntries(files.map((name) => [name, null])) : undefined
  }

  private hasLostSources(damaged: readonly string[]): boolean {
    const { files, sources = files.slice(-1) } = this.kind
    return sources.some((name) => damaged.includes(name))
  }

  /** What is read of the folder's `run.json`. */
  private parse<T>(content: unknown, schema: z.ZodType<T>): T {
    return parseRunFile(this.path, this.kind.model, content, schema)
  }

  /** The settings that a checkpoint holds; undefined where they cannot be. */
  private parseIfPossible(configuration: unknown): Configuration | undefined {
    try {
      return this.kind.parseConfiguration(configuration)
    } catch (error) {
      if (error instanceof ConfigurationError) return undefined
      throw error
    }
  }

  /** Throws a `RunFolderError` where the folder says that its run is of another package. */
  private async checkNotOfAnother(): Promise<void> {
    const path = join(this.path, RUN_FILE)
    const content = await readRunFile(this.path).catch(() => undefined)
    const head = z.object({ package: z.string() }).safeParse(content)
    if (head.success && head.data.package !== this.kind.package)
      throw new RunFolderError(
        `${path} is of a run of ${head.data.package}, not of ${this.kind.package}: remove it by hand, or give another folder`,
      )
  }

  private entries(): Promise<string[]> {
    return readdir(this.path).catch(() => [])
  }
}

const isFinishedEnd = <Event extends { readonly type: string }>(
  event: Event,
): event is Event & Extract<Event, { readonly type: 'end' }> =>
  event.type === 'end' && (event as { readonly reason?: unknown }).reason === 'finished'
