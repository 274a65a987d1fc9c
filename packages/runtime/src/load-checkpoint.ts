// Reads a checkpoint's numbers into a trainer's, all of them or none.
import { CheckpointError } from './errors.js'
import type { HostTensor } from './host-tensor.js'
import { type ReadCheckpointOptions, readTensors } from './read-checkpoint.js'

/**
 * Writes a checkpoint's parameters and optimizer's state over these values, in place: as `initialize` of
 * `Trainer.open`, with the checkpoint's step as its `steps`, training goes on bit for bit.
 * @throws CheckpointError when the checkpoint is not whole or of another package, or when its names or shapes are not
 *   those of the values
 */
export async function loadCheckpoint(
  path: string,
  values: Readonly<Record<string, HostTensor>>,
  options: ReadCheckpointOptions = {},
): Promise<void> {
  const missing = new Set(Object.keys(values))
  const mismatch = (what: string): CheckpointError =>
    new CheckpointError(`checkpoint ${path} ${what}: it is of another model, or of another version of this one`)
  await readTensors(path, ['parameters', 'state'], {
    ...options,
    allocate: (_kind, name, _dtype, dims) => {
      const value = values[name]
      if (!value) throw mismatch(`holds ${name}, which is not trained here`)
      if (value.dims.join() !== dims.join())
        throw mismatch(`holds ${name} [${dims.join(', ')}], which is [${value.dims.join(', ')}] here`)
      missing.delete(name)
      return value.data
    },
  })
  if (missing.size > 0) throw mismatch(`lacks ${[...missing].join(', ')}`)
}
