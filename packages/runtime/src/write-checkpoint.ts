// Writes a checkpoint: whole or not at all, whenever the process or the machine stops.
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { InfonceError, ValueError } from '@infonce/core'
import { flushFolder, writeFileDurably } from './atomic-file.js'
import {
  BATCHES_FILE,
  checkpointName,
  isCheckpointName,
  listCheckpoints,
  MANIFEST_FILE,
  PARAMETERS_FILE,
  STATE_FILE,
} from './checkpoint-folder.js'
import { encodeManifest } from './checkpoint-manifest.js'
import type { CheckpointContent } from './checkpoint-store.js'
import { CheckpointError } from './errors.js'
import type { FileDigest } from './file-digest.js'
import { makeFolder } from './make-folder.js'
import { writeSafetensors } from './safetensors.js'
import { systemErrorCode, systemErrorReason } from './system-error.js'
import { discardTemporary, removeLeftovers, temporaryPath } from './temporary-name.js'

/** Options of {@link writeCheckpoint}. */
export interface WriteCheckpointOptions {
  /** How many checkpoints of the run to keep, the new one included. Default 2. */
  readonly keep?: number
}

/**
 * Writes a new checkpoint into a run folder (made if need be), removes the oldest beyond `keep` and what crashed
 * writers left, and returns the new one's path. Hold the folder's `RunLock` meanwhile.
 *
 * Everything is written into a folder of a temporary name and flushed to the disk, and that folder is then renamed:
 * a crash or power cut at any instant leaves the older checkpoints and either all of the new one or none of it.
 *
 * Throws a `ValueError` for what a checkpoint cannot hold and a `CheckpointError` when the system refuses (no
 * space, no permission, …); older checkpoints are then untouched and nothing of the new one is left.
 */
export async function writeCheckpoint(
  folder: string,
  content: CheckpointContent,
  options: WriteCheckpointOptions = {},
): Promise<string> {
  const { keep = 2 } = options
  if (!Number.isInteger(keep) || keep < 1) throw new ValueError(`keep is ${keep}: expected a whole number from 1`)
  // What JSON cannot hold is found before anything is written.
  encodeManifest({ ...content, files: {} })

  let temporary: string | undefined
  let path: string
  try {
    await makeFolder(folder)
    await removeLeftovers(folder, isCheckpointName)
    const older = await listCheckpoints(folder)
    const name = checkpointName((older[0]?.sequence ?? 0) + 1, content.step)
    path = join(folder, name)
    temporary = temporaryPath(folder, name)
    await writeContent(temporary, content)
    await rename(temporary, path)
  } catch (cause) {
    throw refused(`cannot write a checkpoint of step ${content.step} into ${folder}`, 'older ones are untouched', cause)
  } finally {
    if (temporary !== undefined) await discardTemporary(temporary)
  }
  try {
    await flushFolder(folder)
  } catch (cause) {
    throw refused(
      `checkpoint ${path} is written, but ${folder} cannot be flushed to the disk`,
      'a power cut may lose it',
      cause,
    )
  }
  try {
    await removeOldest(folder, keep)
  } catch (cause) {
    throw refused(`checkpoint ${path} is written, but an older one cannot be removed`, 'remove it by hand', cause)
  }
  return path
}

async function writeContent(folder: string, content: CheckpointContent): Promise<void> {
  const { parameters, state, batches, ...info } = content
  await mkdir(folder)
  const files: Record<string, FileDigest> = {}
  const contents = { [PARAMETERS_FILE]: parameters, [STATE_FILE]: state, [BATCHES_FILE]: batches }
  for (const [name, tensors] of Object.entries(contents))
    if (tensors !== undefined)
      await writeFileDurably(join(folder, name), async (file) => {
        files[name] = await writeSafetensors(file, tensors)
      })
  await writeFileDurably(join(folder, MANIFEST_FILE), encodeManifest({ ...info, files }))
  await flushFolder(folder)
}

/** Renames each before it is removed, so that no half-removed folder goes by the name of a checkpoint. */
async function removeOldest(folder: string, keep: number): Promise<void> {
  for (const { path, sequence, step } of (await listCheckpoints(folder)).slice(keep)) {
    const condemned = temporaryPath(folder, checkpointName(sequence, step))
    try {
      await rename(path, condemned)
    } finally {
      await discardTemporary(condemned)
    }
  }
}

function refused(what: string, consequence: string, cause: unknown): InfonceError {
  if (cause instanceof InfonceError) return cause
  if (systemErrorCode(cause) === undefined) throw cause
  return new CheckpointError(`${what}: ${systemErrorReason(cause)}; ${consequence}`, { cause })
}
