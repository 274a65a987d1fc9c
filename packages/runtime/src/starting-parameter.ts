// A parameter and how its numbers start.
import { isInput, parameter, type Random, type Tensor } from '@infonce/core'
import { type Initialiser, uniform } from '@infonce/nn'
import type { HostTensor } from './host-tensor.js'

/** A parameter with its initialiser. */
export interface StartingParameter {
  readonly tensor: Tensor
  readonly initialise: Initialiser
}

/** Starts uniform on ±1/√fanIn, fanIn being the numbers that one result is summed from (LeCun et al. 1998; PyTorch's default). */
export const weightOf = (name: string, shape: readonly number[], fanIn: number): StartingParameter => ({
  tensor: parameter(name, shape),
  initialise: uniform(1 / Math.sqrt(fanIn)),
})

/** Starts at one number throughout. */
export const constantOf = (name: string, shape: readonly number[], value: number): StartingParameter => ({
  tensor: parameter(name, shape),
  initialise: (out) => out.fill(value),
})

/** Writes what parameters start from over the values of their names, each a function of the generator's key and its name alone. */
export function startParameters(
  parameters: readonly StartingParameter[],
  values: Readonly<Record<string, HostTensor>>,
  random: Random,
): void {
  for (const { tensor, initialise } of parameters)
    if (isInput(tensor)) {
      const { name } = tensor.attributes
      initialise(values[name]!.data as Float32Array, random.split(name))
    }
}
