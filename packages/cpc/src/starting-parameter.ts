// A parameter and how its numbers start.
import { parameter, type Tensor } from '@infonce/core'
import { type Initialiser, uniform } from '@infonce/nn'

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
