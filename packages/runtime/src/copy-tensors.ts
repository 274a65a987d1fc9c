// Copies of tensors that another thread is to have.
import type { HostTensor } from './host-tensor.js'

/**
 * Copies of tensors, and the buffers to be moved with them (see `transferring`): the originals lie where training goes
 * on, or where files are written from.
 */
export function copyTensors(tensors: Readonly<Record<string, HostTensor>>): {
  readonly copies: Readonly<Record<string, HostTensor>>
  readonly buffers: readonly ArrayBufferLike[]
} {
  const copies = Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() } as HostTensor]),
  )
  return { copies, buffers: Object.values(copies).map(({ data }) => data.buffer) }
}
