// Numbers of a training by their names, in host memory or on a device.
import { LEARNING_RATE, STEP } from '@infonce/nn'
import { isDeviceTensor } from './device-tensor.js'
import { elementCount, type HostTensor, hostTensor } from './host-tensor.js'
import { download } from './open-session.js'
import type { Slot } from './placement.js'
import type { AnyTensor } from './scratch.js'

/** What fills slots before they are initialized. */
export const initialValues = (slots: readonly Slot[]): Record<string, HostTensor> =>
  Object.fromEntries(
    slots.map(({ name, dims, initial }) => {
      const data = new Float32Array(elementCount(dims)).fill(initial)
      return [name, hostTensor('float32', dims, data)]
    }),
  )

/** The scalars that a step is fed, `made` steps having been made before. */
export const scalarFeeds = (learningRate: number, made: number): Record<string, HostTensor> => ({
  [LEARNING_RATE]: hostTensor('float32', [], Float32Array.of(learningRate)),
  [STEP]: hostTensor('float32', [], Float32Array.of(made + 1)),
})

/** The values whose names begin so, in host memory. */
export async function readValues(
  values: Readonly<Record<string, AnyTensor>>,
  prefix: string,
): Promise<Record<string, HostTensor>> {
  const found: Record<string, HostTensor> = {}
  for (const [name, value] of Object.entries(values))
    if (name.startsWith(prefix)) found[name] = isDeviceTensor(value) ? await download(value) : value
  return found
}
