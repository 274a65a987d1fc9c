// LARS: momentum whose learning rate is scaled for each layer by the size of its weights and gradient.
import {
  add,
  checkOptions,
  divide,
  equal,
  multiply,
  or,
  reduceSum,
  sqrt,
  square,
  subtract,
  toDense,
  where,
} from '@infonce/core'
import type { Optimizer } from './optimizer.js'
import { requireRange } from './require-range.js'

/** Options of {@link lars}. */
export interface LarsOptions {
  /** Share of the velocity that is kept, in [0, 1). Default: 0.9. */
  readonly momentum?: number
  /** λ, added to the gradient as λ·θ. Default: 1e-6, SimCLR's. */
  readonly weightDecay?: number
  /** Part of a layer's norm that its step would have at a learning rate of 1. Default: 0.001. */
  readonly trustCoefficient?: number
}

/**
 * LARS (You et al. 2017, algorithm 1) as SimCLR uses it (Chen et al. 2020): u = g + λ·θ, r = trustCoefficient·‖θ‖/‖u‖,
 * v ← μ·v + η·r·u, θ ← θ − v. The paper divides by ‖g‖ + λ·‖θ‖ instead. Where ‖θ‖ or ‖u‖ is 0, r is 1. Parameters of
 * rank 0 and 1 (biases, gains) move by v ← μ·v + η·g, without weight decay. The learning rate is part of the velocity,
 * so a rate that falls does not shorten steps that are already under way.
 * @throws ValueError for an option outside its range, or one that does not exist
 */
export function lars(options: LarsOptions = {}): Optimizer {
  checkOptions('lars', options, ['momentum', 'weightDecay', 'trustCoefficient'])
  const { momentum = 0.9, weightDecay = 1e-6, trustCoefficient = 0.001 } = options
  requireRange('momentum', momentum, 0, 1)
  requireRange('weightDecay', weightDecay, 0, Infinity)
  requireRange('trustCoefficient', trustCoefficient, 0, Infinity)
  return {
    name: 'lars',
    options: { momentum, weightDecay, trustCoefficient },
    slots: { velocity: 0 },
    subtractsGradient: false,
    withWeightDecay: (other) => lars({ ...options, weightDecay: other }),
    update: ({ parameter, gradient, state, learningRate }) => {
      let step = toDense(gradient)
      if (parameter.rank > 1) {
        if (weightDecay > 0) step = add(step, multiply(weightDecay, parameter))
        const [size, length] = [parameter, step].map((each) => sqrt(reduceSum(square(each))))
        // Divided by 1 where the length is 0: graphics processors may assume that there are no infinities.
        const ratio = divide(multiply(trustCoefficient, size!), where(equal(length!, 0), 1, length!))
        step = multiply(where(or(equal(size!, 0), equal(length!, 0)), 1, ratio), step)
      }
      const velocity = add(multiply(momentum, state.velocity!), multiply(learningRate, step))
      return { parameter: subtract(parameter, velocity), state: { velocity } }
    },
  }
}
