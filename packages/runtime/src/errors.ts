// The named errors of the runtime.
import { InfonceError, ValueError } from '@infonce/core'

/** An execution provider cannot be used here: its package is missing or its native library does not load. */
export class ProviderError extends InfonceError {
  override name = 'ProviderError'
}

/** A model could not be opened or run, or what it was fed does not fit its inputs. */
export class SessionError extends InfonceError {
  override name = 'SessionError'
}

/** Embedding tables do not fit the memory that holds them, or a view is not of that memory. */
export class RowMemoryError extends InfonceError {
  override name = 'RowMemoryError'
}

/** A file could not be read, or could not be written: what stood at its path before then still stands there. */
export class FileError extends InfonceError {
  override name = 'FileError'
}

/** A file or folder of data, or one entry of a set, is not what it must be; `path` says which. */
export class DataError extends InfonceError {
  override name = 'DataError'

  constructor(
    readonly path: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${problem}`, options)
  }
}

/** A checkpoint or a safetensors file is missing, corrupt, foreign or could not be written. */
export class CheckpointError extends InfonceError {
  override name = 'CheckpointError'
}

/** A run folder is in use by another process. */
export class LockError extends InfonceError {
  override name = 'LockError'
}

/** A folder holds another run, none, or one of something else. */
export class RunFolderError extends InfonceError {
  override name = 'RunFolderError'
}

/** One wrong field of a configuration. */
export interface ConfigurationProblem {
  /** The path to it: `dim`, `encoder.strides.2`. */
  readonly field: string
  /** What belongs there, in words: `a whole number from 1 to 1000`. */
  readonly expected: string
  readonly found: unknown
}

/** Fields of a configuration are missing, impossible or unknown. */
export class ConfigurationError extends ValueError {
  override name = 'ConfigurationError'

  constructor(readonly problems: readonly ConfigurationProblem[]) {
    super(
      problems.map(({ field, expected, found }) => `${field}: expected ${expected}, found ${shown(found)}`).join('; '),
    )
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
