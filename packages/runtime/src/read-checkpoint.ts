// Reads checkpoints back, after checking that every byte is what was written.
import { access } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  BATCHES_FILE,
  CHECKPOINT_FILES,
  type CheckpointEntry,
  type CheckpointFile,
  listCheckpoints,
  MANIFEST_FILE,
  PARAMETERS_FILE,
  STATE_FILE,
} from './checkpoint-folder.js'
import { type CheckpointInfo, type Manifest, parseManifest } from './checkpoint-manifest.js'
import { CheckpointError } from './errors.js'
import { digestFile } from './file-digest.js'
import { fileWithin } from './file-within.js'
import type { HostArrays, HostDType, HostTensor } from './host-tensor.js'
import { readRegularText } from './regular-file.js'
import { readSafetensors } from './safetensors.js'
import { systemErrorCode, systemErrorReason } from './system-error.js'

/** A checkpoint, read. */
export interface Checkpoint extends CheckpointInfo {
  readonly path: string
  readonly parameters: Record<string, HostTensor>
  /** Empty when the checkpoint was written without state. */
  readonly state: Record<string, HostTensor>
  /** What the source of batches kept in tensors. Empty where that is nothing. */
  readonly batches: Record<string, HostTensor>
}

/** What the tensors of a checkpoint are of. */
type TensorKind = 'parameters' | 'state' | 'batches'

const fileOf: Readonly<Record<TensorKind, CheckpointFile>> = {
  parameters: PARAMETERS_FILE,
  state: STATE_FILE,
  batches: BATCHES_FILE,
}

/** Options of {@link verifyCheckpoint}. */
export interface ReadCheckpointOptions {
  /** The package that must have written it. Default: any. */
  readonly package?: string
}

/** Options of {@link readCheckpoint}. */
export interface LoadCheckpointOptions extends ReadCheckpointOptions {
  /** Gives the array that a tensor is to be read into; undefined asks for a new array. */
  readonly allocate?: (
    kind: TensorKind,
    name: string,
    dtype: HostDType,
    dims: readonly number[],
  ) => HostArrays[HostDType] | undefined
}

/**
 * The newest checkpoint that was written into a run folder, or undefined where there is none. What crashed writers
 * left is not counted. Its content is not looked at.
 */
export async function latestCheckpoint(folder: string): Promise<CheckpointEntry | undefined> {
  try {
    return (await listCheckpoints(folder))[0]
  } catch (cause) {
    throw new CheckpointError(`cannot look for checkpoints in ${folder}: ${systemErrorReason(cause)}`, { cause })
  }
}

/**
 * What a checkpoint says of its run, without its tensors: enough to rebuild the run and to make room for them.
 * Every file is checked against its size and SHA-256.
 *
 * Throws a `CheckpointError` that says what is missing, corrupt or foreign.
 */
export async function verifyCheckpoint(path: string, options: ReadCheckpointOptions = {}): Promise<CheckpointInfo> {
  const { files, ...info } = await readManifest(path, options)
  for (const name of CHECKPOINT_FILES) {
    const expected = files[name]
    if (!expected) continue
    const { path: file, problem } = await fileWithin(path, name)
    if (problem !== undefined) throw corrupt(path, `${name} is not read: ${problem}`)
    if (!(await exists(file))) throw corrupt(path, `${name} is missing`)
    const found = await asking(file, digestFile(file, expected.bytes))
    if (found.bytes !== expected.bytes)
      throw corrupt(path, `${name} has ${found.bytes} bytes where ${expected.bytes} were written`)
    if (found.sha256 !== expected.sha256)
      throw corrupt(path, `${name} does not have the SHA-256 that it was written with`)
  }
  return info
}

/**
 * Reads a checkpoint, given its folder. Every file is checked before any tensor is read, so a checkpoint that is
 * not whole overwrites nothing.
 *
 * Throws a `CheckpointError` that says what is missing, corrupt or foreign.
 */
export async function readCheckpoint(path: string, options: LoadCheckpointOptions = {}): Promise<Checkpoint> {
  const { files: _, ...info } = await readManifest(path, options)
  const tensors = await readTensors(path, ['parameters', 'state', 'batches'], options)
  return { ...info, path, ...tensors }
}

/**
 * Reads tensors of some kinds alone, by their kind; those that a checkpoint lacks are empty. Throws as
 * {@link readCheckpoint} does.
 */
export async function readTensors<Kind extends TensorKind>(
  path: string,
  kinds: readonly Kind[],
  options: LoadCheckpointOptions = {},
): Promise<Record<Kind, Record<string, HostTensor>>> {
  const { allocate } = options
  await verifyCheckpoint(path, options)
  const { files } = await readManifest(path, options)
  const found = {} as Record<Kind, Record<string, HostTensor>>
  for (const kind of kinds) {
    const file = join(path, fileOf[kind])
    found[kind] = files[fileOf[kind]]
      ? (await readSafetensors(file, (...tensor) => allocate?.(kind, ...tensor))).tensors
      : {}
  }
  return found
}

/** Options of {@link findCheckpoint}. */
export interface FindCheckpointOptions extends ReadCheckpointOptions {
  /** Whether to go on from an older checkpoint when newer ones are not whole. Default false. */
  readonly fallBack?: boolean
}

/** A whole checkpoint, and what was wrong with the newer ones that were passed over. */
export interface FoundCheckpoint {
  readonly path: string
  readonly info: CheckpointInfo
  readonly skipped: readonly CheckpointError[]
}

/**
 * The newest checkpoint of a run folder that is whole. When the newest is not, that is an error that names the
 * newest whole one, unless `fallBack` asks for it.
 *
 * Throws a `CheckpointError` when there is no checkpoint, or none that is whole.
 */
export async function findCheckpoint(folder: string, options: FindCheckpointOptions = {}): Promise<FoundCheckpoint> {
  const { fallBack = false } = options
  if ((await latestCheckpoint(folder)) === undefined)
    throw new CheckpointError(
      `there is no checkpoint in ${folder}: give the folder of a run that has written one, or start a new run`,
    )
  const skipped: CheckpointError[] = []
  for (const { path, step } of await listCheckpoints(folder)) {
    let info: CheckpointInfo
    try {
      info = await verifyCheckpoint(path, options)
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error
      skipped.push(error)
      continue
    }
    const [newest] = skipped
    if (newest && !fallBack)
      throw new CheckpointError(`${newest.message}; the newest intact one is ${basename(path)} of step ${step}`, {
        cause: newest,
      })
    return { path, info, skipped }
  }
  const others = skipped.length > 1 ? '; no older one is intact' : ''
  throw new CheckpointError(`${skipped[0]?.message}${others}`, { cause: skipped[0] })
}

async function readManifest(path: string, options: ReadCheckpointOptions): Promise<Manifest> {
  let text: string
  try {
    text = await readRegularText(join(path, MANIFEST_FILE))
  } catch (cause) {
    if (systemErrorCode(cause) !== 'ENOENT')
      throw new CheckpointError(`cannot read checkpoint ${path}: ${systemErrorReason(cause)}`, { cause })
    throw new CheckpointError(
      (await exists(path))
        ? `${path} is not a checkpoint: it has no ${MANIFEST_FILE}`
        : `there is no checkpoint ${path}`,
      { cause },
    )
  }
  const manifest = parseManifest(path, text)
  if (options.package !== undefined && manifest.package !== options.package)
    throw new CheckpointError(`checkpoint ${path} was written by ${manifest.package}, not by ${options.package}`)
  return manifest
}

async function exists(path: string): Promise<boolean> {
  const found = access(path).then(
    () => true,
    (error: unknown) => {
      if (systemErrorCode(error) === 'ENOENT') return false
      throw error
    },
  )
  return asking(path, found)
}

/** What a system call gives, its errors as a `CheckpointError`. */
async function asking<T>(path: string, call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (cause) {
    if (systemErrorCode(cause) === undefined) throw cause
    throw new CheckpointError(`cannot read ${path}: ${systemErrorReason(cause)}`, { cause })
  }
}

const corrupt = (path: string, what: string): CheckpointError =>
  new CheckpointError(`checkpoint ${path} is corrupt: ${what}; delete it and resume from another one`)
