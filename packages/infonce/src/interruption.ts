// Ctrl-C, a request to terminate, and a reader of results that went away: all ask a command to stop.
import { type ExitCode, exitCode } from './exit-code.js'
import { whenReaderLeaves } from './output.js'

/** Turns the first request to stop into an `AbortSignal`; the second ends the process at once. */
export class Interruption {
  private readonly controller = new AbortController()
  private asked: ExitCode | undefined
  private readonly undo: (() => void)[] = []

  /** @param onFirst called at the first request that came by a signal */
  constructor(onFirst: () => void) {
    const stop = (code: ExitCode): void => {
      if (this.asked !== undefined) process.exit(code)
      this.asked = code
      this.controller.abort()
      if (code !== exitCode.brokenPipe) onFirst()
    }
    for (const [signal, code] of [
      ['SIGINT', exitCode.interrupted],
      ['SIGTERM', exitCode.terminated],
    ] as const) {
      const listener = (): void => stop(code)
      process.on(signal, listener)
      this.undo.push(() => process.off(signal, listener))
    }
    this.undo.push(
      whenReaderLeaves(() => {
        // Each write to a broken pipe fails: only the first one is a request.
        if (this.asked === undefined) stop(exitCode.brokenPipe)
      }),
    )
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** The exit code that the request asks for; `undefined` while there was none. */
  get code(): ExitCode | undefined {
    return this.asked
  }

  /** Leaves signals to their defaults again. */
  dispose(): void {
    for (const undo of this.undo) undo()
  }
}
