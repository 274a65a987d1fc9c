// Checks what a session is fed, and what it is asked to write into, against what the graph declares.

import { type DeviceTensor, isDeviceTensor } from './device-tensor.js'
import { SessionError } from './errors.js'
import { carries, describeTensor, elementCount, type HostTensor } from './host-tensor.js'
import type { Feeds, Fetches, TensorInfo } from './session.js'

/** Sizes that named dimensions took in this run, and the tensor each was first seen on. */
type Bindings = Map<string, { size: number; from: string }>

/**
 * Throws a `SessionError` unless feeds are exactly the graph's inputs, each of its dtype and shape, and every
 * tensor to be written has the dtype and shape of its output.
 */
export function checkFeeds(
  inputs: readonly TensorInfo[],
  outputs: readonly TensorInfo[],
  feeds: Feeds,
  fetches: Fetches | undefined,
): void {
  const bindings: Bindings = new Map()
  for (const info of inputs) {
    const tensor = feeds[info.name]
    if (tensor === undefined) throw new SessionError(`input '${info.name}' is missing: feed ${describe(info)}`)
    checkTensor(`input '${info.name}'`, info, tensor, bindings)
  }
  for (const name of Object.keys(feeds))
    if (!inputs.some((info) => info.name === name))
      throw new SessionError(`the graph has no input '${name}': its inputs are ${names(inputs)}`)
  if (fetches === undefined) return

  const wanted = isNameList(fetches) ? fetches : Object.keys(fetches)
  if (wanted.length === 0) throw new SessionError(`no output was requested: the outputs are ${names(outputs)}`)
  for (const name of wanted) {
    const info = outputs.find((output) => output.name === name)
    if (!info) throw new SessionError(`the graph has no output '${name}': its outputs are ${names(outputs)}`)
    const target = isNameList(fetches) ? null : fetches[name]
    if (target) checkTensor(`the tensor to write output '${name}' into`, info, target, bindings)
  }
}

export const isNameList = (fetches: Fetches): fetches is readonly string[] => Array.isArray(fetches)

function checkTensor(what: string, info: TensorInfo, tensor: HostTensor | DeviceTensor, bindings: Bindings): void {
  const expected = () => `expected ${describe(info)}, found ${describeTensor(tensor.dtype, tensor.dims)}`
  if (tensor.dtype !== info.dtype) throw new SessionError(`${what} has the wrong dtype: ${expected()}`)
  if (!isDeviceTensor(tensor) && !carries(tensor.dtype, tensor.data))
    throw new SessionError(`${what} is declared ${tensor.dtype} but its data is a ${kindOf(tensor.data)}`)
  if (tensor.dims.length !== info.dims.length) throw new SessionError(`${what} has the wrong rank: ${expected()}`)
  for (const [axis, size] of tensor.dims.entries()) {
    if (!Number.isInteger(size) || size < 0)
      throw new SessionError(`${what} has the size ${size} on axis ${axis}: sizes are whole numbers from 0`)
    const declared = info.dims[axis]
    if (typeof declared === 'number') {
      if (declared !== size) throw new SessionError(`${what} has the wrong size on axis ${axis}: ${expected()}`)
    } else if (declared) {
      const bound = bindings.get(declared)
      if (!bound) bindings.set(declared, { size, from: what })
      else if (bound.size !== size)
        throw new SessionError(
          `dimension '${declared}' is ${bound.size} on ${bound.from} but ${size} on axis ${axis} of ${what}`,
        )
    }
  }
  if (isDeviceTensor(tensor)) return
  const count = elementCount(tensor.dims)
  if (tensor.data.length !== count)
    throw new SessionError(
      `${what} has ${tensor.data.length} elements where its shape [${tensor.dims.join(', ')}] has ${count}`,
    )
}

const describe = (info: TensorInfo): string => describeTensor(info.dtype, info.dims)
const names = (infos: readonly TensorInfo[]): string => infos.map(({ name }) => `'${name}'`).join(', ') || 'none'
const kindOf = (value: unknown): string => (value as object | null)?.constructor?.name ?? typeof value
