// Turns whatever a command threw into one line and an exit code.

import { inspect } from 'node:util'
import { InfonceError } from '@infonce/core'
import { ConfigurationError } from '@infonce/runtime'
import { CommanderError } from 'commander'
import { type ExitCode, exitCode } from './exit-code.js'
import { say } from './output.js'
import { styled } from './style.js'
import { UsageError } from './usage-error.js'

/** The first words of an error line, and the message on one line. */
export const errorLine = (message: string): string =>
  `${styled(process.stderr, 'red', 'error:')} ${message.trim().replaceAll(/\s*\n\s*/g, ' ')}`

/** Reports an error on standard error and tells the exit code that it asks for. */
export function reportError(error: unknown, debug: boolean): ExitCode {
  if (error instanceof CommanderError) {
    // Commander has already written help, version or message. Help that nobody asked for is wrong usage.
    return error.exitCode === 0 ? exitCode.success : exitCode.usage
  }
  const foreseen = error instanceof InfonceError || isSystemError(error)
  const message = error instanceof Error ? error.message : String(error)
  say(errorLine(foreseen ? message : `${message || 'unknown'} (a bug in infonce: please report what --debug prints)`))
  if (debug) say(inspect(error))
  if (!foreseen) return exitCode.bug
  return error instanceof UsageError || error instanceof ConfigurationError ? exitCode.usage : exitCode.failure
}

/** An error of the operating system that reached us unworded: a file, a disk. */
const isSystemError = (error: unknown): boolean =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string'
