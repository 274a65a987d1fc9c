// Names of the checkpoints in a run folder, and their order.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { systemErrorCode } from './system-error.js'

export const MANIFEST_FILE = 'checkpoint.json'
export const PARAMETERS_FILE = 'parameters.safetensors'
export const STATE_FILE = 'state.safetensors'
export const BATCHES_FILE = 'batches.safetensors'

/** The files that a checkpoint can have beside its manifest: no name in a manifest is followed but these. */
export type CheckpointFile = typeof PARAMETERS_FILE | typeof STATE_FILE | typeof BATCHES_FILE
export const CHECKPOINT_FILES: readonly CheckpointFile[] = [PARAMETERS_FILE, STATE_FILE, BATCHES_FILE]

/** A checkpoint's folder. `sequence` counts the checkpoints of a run in the order in which they were written. */
export interface CheckpointEntry {
  readonly path: string
  readonly sequence: number
  readonly step: number
}

const pattern = /^checkpoint-(\d{1,15})-step-(\d{1,16})$/

/** The order of writing comes first: a run that goes on from an older checkpoint may write lower steps again. */
export const checkpointName = (sequence: number, step: number): string => `checkpoint-${sequence}-step-${step}`

export const isCheckpointName = (name: string): boolean => pattern.test(name)

/** The checkpoints in a run folder, newest first, by their names alone; none when there is no such folder. */
export async function listCheckpoints(folder: string): Promise<CheckpointEntry[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw error
  })
  return names
    .flatMap((name) => {
      const [, sequence, step] = pattern.exec(name) ?? []
      return sequence && step ? [{ path: join(folder, name), sequence: Number(sequence), step: Number(step) }] : []
    })
    .sort((a, b) => b.sequence - a.sequence)
}
