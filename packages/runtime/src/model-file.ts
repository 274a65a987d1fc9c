// Writes a model: one file, or the model and a data file beside it that is named after its content. Node only.
import { createHash } from 'node:crypto'
import { access, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Graph } from '@infonce/core'
import { type ModelFilesOptions, type StorageReport, toModelFiles } from '@infonce/onnx'
import { CHUNK_BYTES, writeBytes, writeFileAtomic } from './atomic-file.js'
import { systemErrorCode } from './system-error.js'
import { removeLeftovers } from './temporary-name.js'

/** What {@link writeModelFile} wrote. */
export interface WrittenModel {
  /** Paths: of the model, and of its data file where it has one. */
  readonly files: readonly string[]
  /** What storing the weights changed; of float16 alone. */
  readonly storage?: StorageReport
}

/**
 * Writes a graph as `path`. Where its weights go beside it (`externalData`; by default past 2 GiB), they stand in
 * `path` followed by 16 digits of their SHA-256 and `.data`, in the same folder: `encoder.onnx.93b885adfe0da089.data`.
 * Move and copy the two together, under their names.
 *
 * The data file is written, flushed and renamed first, the model last, and a data file that an older model of this
 * path had is removed after that. As data of other content have another name, a crash at any instant leaves the old
 * pair or the new one, and at most a file that the next write removes. One process may write a path at a time.
 *
 * Throws what `toModelFiles` throws, and a `FileError` when the system refuses: the old model is then what it was.
 */
export async function writeModelFile(
  path: string,
  graph: Graph,
  options: ModelFilesOptions = {},
): Promise<WrittenModel> {
  const { data, model, storage } = toModelFiles(graph, options)
  const name = data.length > 0 ? `${basename(path)}.${await digest(data)}.data` : undefined
  const dataPath = name === undefined ? undefined : join(dirname(path), name)
  const isNew = dataPath !== undefined && !(await exists(dataPath))
  // A large file that a crash left may be what fills the disk.
  await unlessRefused(removeLeftovers(dirname(path), (target) => isDataOf(path, target)))
  try {
    if (dataPath !== undefined) await writePieces(dataPath, data)
    await writePieces(path, model(name ?? ''))
  } catch (error) {
    if (isNew) await unlessRefused(rm(dataPath, { force: true }))
    throw error
  }
  for (const old of await modelDataFiles(path)) if (old !== dataPath) await unlessRefused(rm(old, { force: true }))
  return { files: dataPath === undefined ? [path] : [path, dataPath], ...(storage && { storage }) }
}

/** Paths of the data files that {@link writeModelFile} wrote for the model at `path`, whether it still has them or not. */
export async function modelDataFiles(path: string): Promise<string[]> {
  const names = (await unlessRefused(readdir(dirname(path)))) ?? []
  return names.filter((name) => isDataOf(path, name)).map((name) => join(dirname(path), name))
}

/** Whether a name is that of a data file of the model at `path`. */
export function isDataOf(path: string, name: string): boolean {
  const base = basename(path)
  return name.startsWith(base) && /^\.[0-9a-f]{16}\.data$/.test(name.slice(base.length))
}

async function digest(pieces: readonly Uint8Array[]): Promise<string> {
  const hash = createHash('sha256')
  for (const piece of pieces)
    for (let start = 0; start < piece.length; start += CHUNK_BYTES) {
      hash.update(piece.subarray(start, start + CHUNK_BYTES))
      await setImmediate()
    }
  return hash.digest('hex').slice(0, 16)
}

async function writePieces(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  await writeFileAtomic(path, async (file) => {
    for (const piece of pieces) await writeBytes(file, piece)
  })
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** Leaves undone what the system refuses: on Windows, for one, a file that a session has mapped cannot be removed. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (systemErrorCode(error) === undefined) throw error
    return undefined
  })
}
