// Where a training loop leaves its checkpoints. Types only: a folder is Node's, a browser has others.
import type { CheckpointInfo } from './checkpoint-manifest.js'
import type { HostTensor } from './host-tensor.js'

/** What a checkpoint is to hold. Tensors must stay as they are until it is written. */
export interface CheckpointContent extends CheckpointInfo {
  readonly parameters: Readonly<Record<string, HostTensor>>
  /** State of the optimizer, if it has any. */
  readonly state?: Readonly<Record<string, HostTensor>>
  /** What the source of batches keeps in tensors, if anything. */
  readonly batches?: Readonly<Record<string, HostTensor>>
}

/** Keeps checkpoints of one run. */
export interface CheckpointStore {
  /** Where the newest whole checkpoint is, if there is any. */
  latest(): Promise<string | undefined>
  /** Writes a checkpoint, whole or not at all, and tells where it is. */
  write(content: CheckpointContent): Promise<string>
}
