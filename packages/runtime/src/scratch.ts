// Tensors on a device that are needed for a while.
import { type DeviceTensor, isDeviceTensor } from './device-tensor.js'
import type { HostTensor } from './host-tensor.js'

export type AnyTensor = HostTensor | DeviceTensor

/** What several runs make on the device on the way to a result: freed at the end, but for what is taken out. */
export class Scratch {
  private readonly tensors = new Set<DeviceTensor>()

  /** Remembers those of the results that lie on the device. */
  add<T extends Readonly<Record<string, AnyTensor>>>(results: T): T {
    for (const tensor of Object.values(results)) if (isDeviceTensor(tensor)) this.tensors.add(tensor)
    return results
  }

  /** Leaves a tensor to whoever takes it. */
  take(tensor: AnyTensor): void {
    if (isDeviceTensor(tensor)) this.tensors.delete(tensor)
  }

  /** Frees a tensor before the end, if it is one of these. */
  free(tensor: AnyTensor | undefined): void {
    if (tensor && isDeviceTensor(tensor) && this.tensors.delete(tensor)) tensor.dispose()
  }

  dispose(): void {
    for (const tensor of this.tensors) tensor.dispose()
    this.tensors.clear()
  }
}

/** Frees a tensor on a device; one in host memory is left to the garbage collector. */
export const dispose = (tensor: AnyTensor): void => {
  if (isDeviceTensor(tensor)) tensor.dispose()
}
