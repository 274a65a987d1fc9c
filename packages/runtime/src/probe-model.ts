// The smallest model there is, to find out whether a provider can open one.
import { input } from '@infonce/core'
import { toModel } from '@infonce/onnx'

/** A model that gives back what it is given, `x` [N] as `y`. */
export function probeModel(): Uint8Array {
  const x = input('x', 'float32', ['N'])
  return toModel({ name: 'probe', inputs: [x], outputs: { y: x }, metadata: {} })
}
