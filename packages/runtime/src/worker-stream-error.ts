// Errors on their way from a worker to its host, which arrive there as errors of the same class.
import { InfonceError, ShapeError, ValueError } from '@infonce/core'
import {
  CheckpointError,
  ConfigurationError,
  FileError,
  LockError,
  ProviderError,
  RowMemoryError,
  RunFolderError,
  SessionError,
} from './errors.js'
import { TrainingError } from './training-loop.js'

/**
 * A worker ended before its stream did, or threw an error of a class that is not known here, whose name this error then
 * bears. Like that error it is no `InfonceError`: nobody foresaw it.
 */
export class WorkerError extends Error {
  override name = 'WorkerError'
}

/** Classes of errors by their names. */
export type ErrorClasses = Readonly<Record<string, { readonly prototype: Error }>>

const known: ErrorClasses = {
  ...{ InfonceError, ShapeError, ValueError },
  ...{ CheckpointError, ConfigurationError, FileError, LockError, ProviderError, RowMemoryError, RunFolderError },
  ...{ SessionError, TrainingError },
  ...{ Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError },
}

/** What of an error goes through a channel. */
export interface DescribedError {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly cause: string | undefined
  /** Whether it is a `DOMException`, as that of an `AbortSignal` is. */
  readonly isDomException: boolean
  /** What else it holds, as far as it can be copied: `code` and `syscall` of an error of the system. */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Describes whatever was thrown. */
export function describeError(thrown: unknown): DescribedError {
  if (!(thrown instanceof Error)) {
    const message = `${typeof thrown === 'object' ? 'an object' : String(thrown)} was thrown, which is not an error`
    const nothing = { stack: undefined, cause: undefined, isDomException: false, fields: {} }
    return { name: 'WorkerError', message, ...nothing }
  }
  const { name, message, stack, cause } = thrown
  const isDomException = thrown instanceof DOMException
  const known = ['name', 'message', 'stack', 'cause']
  const fields = Object.entries(thrown).filter(([field, value]) => !known.includes(field) && canBeCopied(value))
  return {
    name,
    message,
    stack,
    cause: cause === undefined ? undefined : textOf(cause),
    isDomException,
    fields: Object.fromEntries(fields),
  }
}

/** The error again, of the class that has its name. */
export function restoreError(
  { name, message, stack, cause, isDomException, fields }: DescribedError,
  more: ErrorClasses = {},
): Error {
  if (isDomException) return new DOMException(message, name)
  const Class = [more, known].find((classes) => Object.hasOwn(classes, name))?.[name] ?? WorkerError
  // Constructors differ in what they take; what they would have set is all in the fields.
  const error: Error = Object.setPrototypeOf(new Error(message), Class.prototype)
  Object.assign(error, fields)
  const hidden = (value: unknown): PropertyDescriptor => ({ value, writable: true, configurable: true })
  if (error.name !== name) Object.defineProperty(error, 'name', hidden(name))
  if (stack !== undefined) Object.defineProperty(error, 'stack', hidden(stack))
  if (cause !== undefined) Object.defineProperty(error, 'cause', hidden(cause))
  return error
}

function canBeCopied(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

/** An error with its own causes, a line each. */
function textOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const line = `${cause.name}: ${cause.message}`
  return cause.cause === undefined ? line : `${line}\ncaused by ${textOf(cause.cause)}`
}
