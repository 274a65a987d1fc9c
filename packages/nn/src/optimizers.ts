// Optimizers, in order of increasing complexity.
import {
  add,
  divide,
  multiply,
  negate,
  pow,
  RowGradient,
  sqrt,
  square,
  subtract,
  toDense,
  ValueError,
} from '@infonce/core'
import type { Optimizer } from './optimizer.js'
import { requireRange } from './require-range.js'
import { subtractLimited } from './row-limit.js'

/** Options of {@link sgd}. */
export interface SgdOptions {
  /**
   * How far a row of a parameter [V, …] may move in a step, by the L2 norm, above 0. A longer change is scaled down to
   * it. It is the change by the whole batch: rows of a gradient that belong to one row are summed first. Vectors and
   * scalars are not limited. Default: any distance.
   */
  readonly maxRowChange?: number
}

/** Stochastic gradient descent: θ ← θ − η·g. Row gradients are subtracted row by row. */
export function sgd({ maxRowChange }: SgdOptions = {}): Optimizer {
  if (maxRowChange !== undefined && !(maxRowChange > 0 && maxRowChange < Infinity))
    throw new ValueError(`maxRowChange must be above 0 and finite, found ${maxRowChange}`)
  const limit = maxRowChange === undefined ? {} : { maxRowChange }
  return {
    name: 'sgd',
    options: limit,
    slots: {},
    subtractsGradient: true,
    ...limit,
    update: ({ parameter, gradient, learningRate }) => ({
      parameter:
        maxRowChange !== undefined && parameter.rank > 1
          ? subtractLimited(parameter, gradient, learningRate, maxRowChange)
          : gradient instanceof RowGradient
            ? gradient.addTo(parameter, (rows) => multiply(rows, negate(learningRate)))
            : subtract(parameter, multiply(learningRate, gradient)),
      state: {},
    }),
  }
}

/** Options of {@link momentum}. */
export interface MomentumOptions {
  /** Share of the velocity that is kept, in [0, 1). Default: 0.9. */
  readonly momentum?: number
  /** Nesterov's form, which steps along the gradient after the velocity. Default: false. */
  readonly nesterov?: boolean
  /** L2 penalty λ, added to the gradient as λ·θ. Default: 0. */
  readonly weightDecay?: number
}

/** SGD with momentum: v ← μ·v + g, θ ← θ − η·v (Polyak 1964; Sutskever et al. 2013, in PyTorch's form). */
export function momentum(options: MomentumOptions = {}): Optimizer {
  const { momentum: kept = 0.9, nesterov = false, weightDecay = 0 } = options
  requireRange('momentum', kept, 0, 1)
  requireRange('weightDecay', weightDecay, 0, Infinity)
  return {
    name: 'momentum',
    options: { momentum: kept, nesterov, weightDecay },
    slots: { velocity: 0 },
    subtractsGradient: false,
    update: ({ parameter, gradient, state, learningRate }) => {
      const dense = toDense(gradient)
      const decayed = weightDecay === 0 ? dense : add(dense, multiply(weightDecay, parameter))
      const velocity = add(multiply(kept, state.velocity!), decayed)
      const direction = nesterov ? add(decayed, multiply(kept, velocity)) : velocity
      return { parameter: subtract(parameter, multiply(learningRate, direction)), state: { velocity } }
    },
  }
}

/** Options of {@link adagrad}. */
export interface AdagradOptions {
  /** Where the sum of squares starts; TensorFlow takes 0.1, PyTorch 0. Default: 0. */
  readonly initialAccumulator?: number
  /** Added to the root, against division by zero. Default: 1e-10. */
  readonly epsilon?: number
}

/** Adagrad: s ← s + g², θ ← θ − η·g/(√s + ε) (Duchi et al. 2011). Rows that come twice in a batch are summed first. */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  const { initialAccumulator = 0, epsilon = 1e-10 } = options
  requireRange('initialAccumulator', initialAccumulator, 0, Infinity)
  requireRange('epsilon', epsilon, 0, Infinity)
  return {
    name: 'adagrad',
    options: { initialAccumulator, epsilon },
    slots: { squares: initialAccumulator },
    subtractsGradient: false,
    update: ({ parameter, gradient, state, learningRate }) => {
      const dense = toDense(gradient)
      const squares = add(state.squares!, square(dense))
      const scaled = divide(dense, add(sqrt(squares), epsilon))
      return { parameter: subtract(parameter, multiply(learningRate, scaled)), state: { squares } }
    },
  }
}

/** Options of {@link adam} and {@link adamW}. */
export interface AdamOptions {
  /** Decay of the mean of gradients, in [0, 1). Default: 0.9. */
  readonly beta1?: number
  /** Decay of the mean of squares, in [0, 1). Default: 0.999. */
  readonly beta2?: number
  /** Added to the root, against division by zero. Default: 1e-8. */
  readonly epsilon?: number
  /** λ: an L2 penalty in `adam` (default 0), decay apart from the gradient in `adamW` (default 0.01). */
  readonly weightDecay?: number
}

function adaptiveMoments(name: string, options: Required<AdamOptions>, decoupled: boolean): Optimizer {
  const { beta1, beta2, epsilon, weightDecay } = options
  requireRange('beta1', beta1, 0, 1)
  requireRange('beta2', beta2, 0, 1)
  requireRange('epsilon', epsilon, 0, Infinity)
  requireRange('weightDecay', weightDecay, 0, Infinity)
  return {
    name,
    options: { beta1, beta2, epsilon, weightDecay },
    slots: { mean: 0, squares: 0 },
    subtractsGradient: false,
    update: ({ parameter, gradient, state, learningRate, step }) => {
      const dense = toDense(gradient)
      const decay = multiply(weightDecay, parameter)
      const g = decoupled || weightDecay === 0 ? dense : add(dense, decay)
      const mean = add(multiply(beta1, state.mean!), multiply(1 - beta1, g))
      const squares = add(multiply(beta2, state.squares!), multiply(1 - beta2, square(g)))
      const unbiasedMean = divide(mean, subtract(1, pow(beta1, step)))
      const unbiasedSquares = divide(squares, subtract(1, pow(beta2, step)))
      const direction = divide(unbiasedMean, add(sqrt(unbiasedSquares), epsilon))
      const whole = decoupled && weightDecay > 0 ? add(direction, decay) : direction
      return { parameter: subtract(parameter, multiply(learningRate, whole)), state: { mean, squares } }
    },
  }
}

/** Adam (Kingma & Ba 2015, algorithm 1), with its correction of bias. */
export function adam(options: AdamOptions = {}): Optimizer {
  return adaptiveMoments('adam', { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, ...options }, false)
}

/** AdamW: Adam with weight decay apart from the gradient (Loshchilov & Hutter 2019, algorithm 2). */
export function adamW(options: AdamOptions = {}): Optimizer {
  return adaptiveMoments('adamw', { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, ...options }, true)
}
