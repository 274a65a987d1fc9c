// The folder of a training run: what it is of, its checkpoints, and at the end the files of its model. Node only.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { writeFileAtomic } from './atomic-file.js'
import { checkpointsIn } from './checkpoint-folder-store.js'
import { ConfigurationError, RunFolderError } from './errors.js'
import type { HostTensor } from './host-tensor.js'
import { loadCheckpoint } from './load-checkpoint.js'
import { makeFolder } from './make-folder.js'
import { modelDataFiles } from './model-file.js'
import type { Provider } from './provider.js'
import { findCheckpoint, latestCheckpoint } from './read-checkpoint.js'
import { readRegularText } from './regular-file.js'
import { RunLock } from './run-lock.js'
import type { CheckpointPolicy } from './training-loop.js'

const RUN_FILE = 'run.json'
const CHECKPOINTS = 'checkpoints'

/** What tells the runs of one model from those of others. */
export interface RunKind<Configuration, Details extends object> {
  /** The model's name in messages: `'word2vec'`. */
  readonly model: string
  /** The package that trains it, and its version: `'@infonce/word2vec'`. */
  readonly package: string
  readonly version: string
  /** Names of the files of a finished model, in the order in which they are written: the last marks a run as finished. */
  readonly files: readonly string[]
  /** Checks the settings of a run; throws a `ConfigurationError`. */
  readonly parseConfiguration: (input: unknown) => Configuration
  /** What `run.json` says besides the settings: what the run is of, to notice another. */
  readonly details: z.ZodType<Details>
}

/** What `run.json` says of a run: enough to go on with it. */
export type DescriptionOf<Configuration, Details extends object> = Details & { readonly configuration: Configuration }

/** A checkpoint from which a run goes on. */
export interface RunStart {
  /** Steps made before it. */
  readonly steps: number
  /** What the source of its batches said of where it stood, as JSON. */
  readonly position: unknown
  /** Writes its parameters and optimiser's state over these, in place: the `initialise` of `Trainer.open`. */
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
    const { model, details, parseConfiguration } = this.kind
    const path = join(this.path, RUN_FILE)
    let content: unknown
    try {
      content = JSON.parse(await readRegularText(path))
    } catch (cause) {
      const what = `${this.path} holds no run: there is no readable ${RUN_FILE} in it`
      throw new RunFolderError(`${what}; give the folder of a run`, { cause })
    }
    const read = <T>(schema: z.ZodType<T>): T => {
      const parsed = schema.safeParse(content)
      if (parsed.success) return parsed.data
      const { path: field, message } = parsed.error.issues[0]!
      throw new RunFolderError(
        `${path} is not of a ${model} run: ${[field.join('.'), message].filter(Boolean).join(': ')}`,
      )
    }
    const { configuration } = read(headSchema(this.kind.package))
    const described = read(details)
    try {
      return { ...described, configuration: parseConfiguration(configuration) }
    } catch (cause) {
      if (!(cause instanceof ConfigurationError)) throw cause
      throw new RunFolderError(`${path} has settings that cannot be: ${cause.message}`, { cause })
    }
  }

  /**
   * What the run in the folder is, which is to be gone on with.
   * @throws RunFolderError as {@link describe} does, and when the run is finished
   */
  async describeUnfinished(): Promise<DescriptionOf<Configuration, Details>> {
    const description = await this.describe()
    if (await this.isFinished())
      throw new RunFolderError(`the run in ${this.path} is finished: there is nothing to go on with`)
    return description
  }

  /** Whether the run in the folder has been finished: the last file of its model is written. */
  async isFinished(): Promise<boolean> {
    return (await this.entries()).includes(this.kind.files.at(-1)!)
  }

  /**
   * Removes the run, finished or not, and leaves the folder with whatever else is in it. A `run.json` that cannot be
   * read is nobody's, and is removed.
   * @throws RunFolderError when the run is of another package; LockError when a process is writing the run
   */
  async clear(): Promise<void> {
    const { files } = this.kind
    const lock = await RunLock.acquire(this.path)
    try {
      await this.checkNotOfAnother()
      for (const name of files)
        for (const path of await modelDataFiles(join(this.path, name))) await rm(path, { force: true })
      // What names the run goes last, so that a removal that was cut short can be made again.
      for (const name of [...files, CHECKPOINTS, RUN_FILE])
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
    const own = [RUN_FILE, CHECKPOINTS, ...this.kind.files]
    const found = (await this.entries()).filter((name) => own.includes(name))
    if (found.length === 0) return
    if (!found.includes(RUN_FILE))
      throw new RunFolderError(
        `${this.path} already holds ${found[0]}, which a run would overwrite: give another folder`,
      )
    const remedy = (await this.isFinished())
      ? 'give another folder'
      : 'go on with it by resuming, or give another folder'
    throw new RunFolderError(`${this.path} already holds a run: ${remedy}`)
  }

  /** Says of the folder that it holds this run: from now on it can be gone on with. Writes `run.json`. */
  async begin(description: DescriptionOf<Configuration, Details>): Promise<void> {
    const { package: name, version } = this.kind
    const { configuration, ...details } = description
    const content = { format: 'infonce-run', package: name, version, configuration, ...details }
    await makeFolder(this.path)
    await writeFileAtomic(join(this.path, RUN_FILE), `${JSON.stringify(content, null, 2)}\n`)
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
    return { steps: info.step, position: info.progress, load: (values) => loadCheckpoint(path, values, options) }
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
        await rm(join(this.path, CHECKPOINTS), { recursive: true, force: true })
        yield { type: 'exported', files }
      }
    } finally {
      await lock.release()
    }
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
    const content: unknown = await readRegularText(path)
      .then(JSON.parse)
      .catch(() => undefined)
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

const headSchema = (name: string) =>
  z.object({
    format: z.literal('infonce-run'),
    package: z.literal(name),
    version: z.string(),
    configuration: z.record(z.string(), z.unknown()),
  })

const isFinishedEnd = <Event extends { readonly type: string }>(
  event: Event,
): event is Event & Extract<Event, { readonly type: 'end' }> =>
  event.type === 'end' && (event as { readonly reason?: unknown }).reason === 'finished'
