// A folder of checkpoints as the store of a training loop.
import { ValueError } from '@infonce/core'
import type { CheckpointStore } from './checkpoint-store.js'
import { latestCheckpoint } from './read-checkpoint.js'
import { type WriteCheckpointOptions, writeCheckpoint } from './write-checkpoint.js'

/**
 * Checkpoints in a folder, made if need be. Hold the folder's `RunLock` while a training loop uses it.
 * @param options `keep`: how many to keep. Default: 2
 * @throws ValueError for an impossible `keep`
 */
export function checkpointsIn(folder: string, options: WriteCheckpointOptions = {}): CheckpointStore {
  const { keep = 2 } = options
  if (!Number.isInteger(keep) || keep < 1) throw new ValueError(`keep must be a whole number from 1, found ${keep}`)
  return {
    latest: async () => (await latestCheckpoint(folder))?.path,
    write: (content) => writeCheckpoint(folder, content, { keep }),
  }
}
