// Weights that are averaged over the steps of a training, beside those that are trained.
import { add, checkOptions, equal, multiply, type Tensor, ValueError, where } from '@infonce/core'
import { type ParameterSelector, selects } from './parameter-groups.js'

/** An exponential moving average of weights. */
export interface WeightAveraging {
  /** Share of the average that a step keeps, in [0, 1). */
  readonly decay: number
  /** Which parameters are averaged. Default: all that are trained. */
  readonly parameters?: ParameterSelector
}

/** @throws ValueError for a decay outside [0, 1), or an option that does not exist */
export function checkAveraging(training: string, averaging: WeightAveraging): void {
  checkOptions(`${training}: averaging`, averaging, ['decay', 'parameters'])
  if (!(averaging.decay >= 0 && averaging.decay < 1))
    throw new ValueError(`${training}: averaging.decay must be at least 0 and below 1, found ${averaging.decay}`)
}

/** Whether a parameter is averaged. */
export const isAveraged = (averaging: WeightAveraging | undefined, name: string, parameter: Tensor): boolean =>
  averaging !== undefined && (averaging.parameters === undefined || selects(averaging.parameters, name, parameter))

/** The average after a step: the weight itself after the first, as in `torch.optim.swa_utils.AveragedModel`. */
export function averageAfter(average: Tensor, weight: Tensor, decay: number, step: Tensor): Tensor {
  return where(equal(step, 1), weight, add(multiply(decay, average), multiply(1 - decay, weight)))
}

/** The name of the state that holds the average of `parameter/<name>`. */
export const averageName = (name: string): string => `state/${name}.average`

/**
 * The averaged weights under the names of the parameters: what to export or to evaluate. A parameter that is not averaged
 * stays as it is. From the first step on: averages are zeros before it.
 * @param parameters by the names of their inputs, `parameter/…`
 * @param state by the names of its inputs, `state/…`
 */
export function averagedParameters<T>(
  parameters: Readonly<Record<string, T>>,
  state: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      state[averageName(name.slice('parameter/'.length))] ?? value,
    ]),
  )
}
