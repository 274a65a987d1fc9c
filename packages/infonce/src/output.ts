// Where results go: standard output, and nothing else goes there.
import { exitCode } from './exit-code.js'

/** Writes lines of a result. */
export function print(...lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

/** Writes one JSON value on a line of its own. Numbers that JSON lacks (NaN, infinity) become null. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value))
}

/** Writes lines that are not results. */
export function say(...lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${line}\n`).join(''))
}

const onBroken = new Set<() => void>()

/** Calls back instead of ending the process when the reader of the results goes away. Returns how to undo that. */
export function whenReaderLeaves(callback: () => void): () => void {
  onBroken.add(callback)
  return () => onBroken.delete(callback)
}

/** Makes a reader that goes away (`| head`) and a full disk end the command quietly and in one line. */
export function guardOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
      if (onBroken.size === 0) process.exit(exitCode.brokenPipe)
      for (const callback of onBroken) callback()
      return
    }
    say(`error: the results cannot be written: ${error.message}`)
    process.exit(exitCode.failure)
  })
  // Where nobody reads messages there is nobody to tell.
  process.stderr.on('error', () => {})
}
