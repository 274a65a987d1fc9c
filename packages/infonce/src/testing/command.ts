// Runs the command from its sources as a user would: in a child process of plain Node.
import { type ChildProcess, type ChildProcessByStdio, fork, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { buildProgram, buildWithout } from './build-program.js'

/** What a finished command left. */
export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Messages without the lines of progress, which come of work that takes longer than a second. */
export const messages = ({ stderr }: Pick<Finished, 'stderr'>): string =>
  stderr.replaceAll(/^.*, \d+:\d\d (passed|left)\n/gm, '')

/** The events that a command wrote as lines of JSON. */
export const eventsOf = ({ stdout }: Pick<Finished, 'stdout'>): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

/** The losses of these, one after the other. */
export const lossesOf = (events: readonly Record<string, unknown>[]): number[] =>
  events.flatMap(({ metrics }) => (metrics ? [(metrics as { loss: number }).loss] : []))

/** A command that runs. */
export interface Running {
  readonly pid: number
  /** Lines of standard output as they come. */
  readonly lines: AsyncIterable<string>
  readonly finished: Promise<Finished>
  kill(signal: NodeJS.Signals): void
  /** Closes the reading end of standard output. */
  closeOutput(): void
}

/** How a command is started otherwise than plainly. */
export interface StartOptions {
  /** A command that starts the one that it is given. */
  readonly through?: readonly string[]
  /** Id of the user and group to be. */
  readonly user?: number
}

/** The command, built, and an empty folder to run it in. */
export class TestCommand {
  private answering: ChildProcess | undefined
  private last: Promise<unknown> = Promise.resolve()

  private constructor(
    private readonly program: string,
    readonly folder: string,
    /** The folder of a program that this command alone has. */
    private readonly own?: string,
  ) {}

  /** Builds the command, to find all packages that it needs but for one that is missing. */
  static async build(missing?: string): Promise<TestCommand> {
    const folder = mkdtempSync(join(tmpdir(), 'infonce-cli-'))
    if (missing === undefined) return new TestCommand(await buildProgram('main.ts'), folder)
    const program = await buildWithout(missing)
    return new TestCommand(program, folder, dirname(program))
  }

  /** The command in a folder of its own, for tests that change its files. */
  static async buildAlone(): Promise<TestCommand> {
    const shared = dirname(await buildProgram('main.ts'))
    // Beside the shared one, where all packages are found.
    const own = mkdtempSync(join(dirname(shared), 'alone-'))
    cpSync(shared, own, { recursive: true })
    return new TestCommand(join(own, 'main.js'), mkdtempSync(join(tmpdir(), 'infonce-cli-')), own)
  }

  async remove(): Promise<void> {
    this.answering?.disconnect()
    if (this.own !== undefined) await rm(this.own, { recursive: true, force: true })
    await rm(this.folder, { recursive: true, force: true })
  }

  /** The script of the thread that the command trains in. */
  get worker(): string {
    return join(dirname(this.program), 'word2vec.worker.js')
  }

  /** Lets every user read the command and the folder. */
  share(): void {
    for (const folder of [this.folder, dirname(this.program)]) chmodSync(folder, 0o755)
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts)
  }

  start(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    { through = [], user }: StartOptions = {},
  ): Running {
    // Neither the runner's colors nor the package manager's variables belong to what is tested.
    const { FORCE_COLOR: _, NO_COLOR: __, npm_command: ___, ...inherited } = process.env
    const [command, ...words] = [...through, process.execPath, this.program, ...args]
    const child: ChildProcessByStdio<null, Readable, Readable> = spawn(command!, words, {
      cwd: this.folder,
      ...(user !== undefined && { uid: user, gid: user }),
      env: { ...inherited, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    const finished = new Promise<Finished>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
    })
    return {
      pid: child.pid!,
      lines: createInterface({ input: child.stdout }),
      finished,
      kill: (signal) => child.kill(signal),
      closeOutput: () => child.stdout.destroy(),
    }
  }

  /** Runs the command to its end, in a process of its own. */
  run(...args: readonly string[]): Promise<Finished> {
    return this.start(args).finished
  }

  /**
   * What the command prints, and its exit code, from a process that goes on to the next: for what neither trains long nor
   * is killed. A test holds some answers to those of processes of their own.
   */
  ask(...args: readonly string[]): Promise<Finished> {
    const turn = this.last.then(() => this.answer(args))
    this.last = turn.catch(() => undefined)
    return turn
  }

  private async answer(args: readonly string[]): Promise<Finished> {
    if (this.own !== undefined) return this.run(...args)
    const { FORCE_COLOR: _, NO_COLOR: __, npm_command: ___, ...env } = process.env
    this.answering ??= fork(await buildProgram('testing/answering.ts'), {
      cwd: this.folder,
      env,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const child = this.answering
    return new Promise((resolve, reject) => {
      const ended = (): void => {
        this.answering = undefined
        reject(new Error(`the answering process ended at: infonce ${args.join(' ')}`))
      }
      child.once('exit', ended)
      child.once('message', (answer: Omit<Finished, 'signal'>) => {
        child.off('exit', ended)
        resolve({ ...answer, signal: null })
      })
      child.send({ args, folder: this.folder })
    })
  }
}
