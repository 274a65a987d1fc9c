// A tensor in a device's memory.
import type * as Ort from 'onnxruntime-common'
import type { Backend } from './backend.js'
import type { HostDType, HostTensor } from './host-tensor.js'

/**
 * A tensor that a run left on the device. It can be fed to any session of the same provider, also after its own is
 * closed, and must be disposed of, which frees a closed session's graph, too.
 */
export interface DeviceTensor {
  readonly dtype: HostDType
  readonly dims: readonly number[]
  /** Frees the device's memory. Disposing of it twice does nothing. */
  dispose(): void
}

export class OrtDeviceTensor implements DeviceTensor {
  private isDisposed = false

  constructor(
    readonly dtype: HostDType,
    readonly dims: readonly number[],
    readonly tensor: Ort.Tensor,
    /** Whose device it is. */
    readonly backend: Backend,
    private readonly onDispose: () => void,
  ) {}

  get disposed(): boolean {
    return this.isDisposed
  }

  dispose(): void {
    if (this.isDisposed) return
    this.isDisposed = true
    this.tensor.dispose()
    this.onDispose()
  }
}

export const isDeviceTensor = (tensor: HostTensor | DeviceTensor): tensor is DeviceTensor => !('data' in tensor)
