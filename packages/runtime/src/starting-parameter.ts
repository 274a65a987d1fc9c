// A parameter and how its numbers start.
import { isInput, parameter, type Random, type Tensor } from '@infonce/core'
import { type Initializer, uniform } from '@infonce/nn'
import type { HostTensor } from './host-tensor.js'

/** A parameter with its initializer. */
export interface StartingParameter {
  readonly tensor: Tensor
  readonly initialize: Initializer
}

/** Starts uniform on ±1/√fanIn, fanIn being the numbers that one result is summed from (LeCun et al. 1998; PyTorch's default). */
export const weightOf = (name: string, shape: readonly number[], fanIn: number): StartingParameter => ({
  tensor: parameter(name, shape),
  initialize: uniform(1 / Math.sqrt(fanIn)),
})

/** Starts at one number throughout. */
export const constantOf = (name: string, shape: readonly number[], value: number): StartingParameter => ({
  tensor: parameter(name, shape),
  initialize: (out) => out.fill(value),
})

/** Writes what parameters start from over the values of their names, each a function of the generator's key and its name alone. */
export function startParameters(
  parameters: readonly StartingParameter[],
  values: Readonly<Record<string, HostTensor>>,
  random: Random,
): void {
  for (const { tensor, initialize } of parameters)
    if (isInput(tensor)) {
      const { name } = tensor.attributes
      initialize(values[name]!.data as Float32Array, random.split(name))
    }
}
