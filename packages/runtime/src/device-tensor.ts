// A tensor in a device's memory.
import type * as Ort from 'onnxruntime-common'
import type { Backend } from './backend.js'
import type { HostDType, HostTensor } from './host-tensor.js'

/** A tensor that a run left on the device. It can be fed to any session of the same provider, and must be disposed of. */
export interface DeviceTensor {
  readonly dtype: HostDType
  readonly dims: readonly number[]
  /** Frees the device's memory. Disposing of it twice does nothing. */
  dispose(): void
}

export class OrtDeviceTensor implements DeviceTensor {
  private disposed = false

  constructor(
    readonly dtype: HostDType,
    readonly dims: readonly number[],
    readonly tensor: Ort.Tensor,
    /** Whose device it is. */
    readonly backend: Backend,
  ) {}

  dispose(): void {
    if (this.disposed) return
    this.disposed = true
    this.tensor.dispose()
  }
}

export const isDeviceTensor = (tensor: HostTensor | DeviceTensor): tensor is DeviceTensor => !('data' in tensor)
