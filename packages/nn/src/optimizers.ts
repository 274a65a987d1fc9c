// Optimizers, in order of increasing complexity.
import {
  add,
  checkOptions,
  divide,
  multiply,
  negate,
  pow,
  RowGradient,
  sqrt,
  square,
  subtract,
  ValueError,
} from '@infonce/core'
import type { Optimizer, UpdateInput, UpdateOutput } from './optimizer.js'
import { requireRange } from './require-range.js'
import { subtractLimited } from './row-limit.js'
import { updateBy } from './update-rule.js'

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
export function sgd(options: SgdOptions = {}): Optimizer {
  checkOptions('sgd', options, ['maxRowChange'])
  const { maxRowChange } = options
  if (maxRowChange !== undefined && !(maxRowChange > 0 && maxRowChange < Infinity))
    throw new ValueError(`maxRowChange must be above 0 and finite, found ${maxRowChange}`)
  const limit = maxRowChange === undefined ? {} : { maxRowChange }
  return {
    name: 'sgd',
    options: limit,
    slots: {},
    subtractsGradient: true,
    ...limit,
    update: (input) =>
      maxRowChange !== undefined && input.parameter.rank > 1
        ? { parameter: subtractLimited(input.parameter, input.gradient, input.learningRate, maxRowChange), state: {} }
        : subtractGradient(input),
  }
}

function subtractGradient({ parameter, gradient, learningRate }: UpdateInput): UpdateOutput {
  if (!(gradient instanceof RowGradient))
    return { parameter: subtract(parameter, multiply(learningRate, gradient)), state: {} }
  const moved = gradient.map((rows) => multiply(rows, negate(learningRate)))
  const change = moved.parts.length === 1 ? moved.parts[0]! : { indices: moved.indices, rows: moved.rows }
  const { named } = moved
  return {
    parameter: moved.addTo(parameter, (rows) => rows),
    state: {},
    changes: { parameter: change, state: {}, ...(named && { named }) },
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
  /**
   * Whether a table whose gradient comes as rows moves only in the rows that a batch names, and only their slots change:
   * the velocity of the others waits until they are named again, as in TensorFlow's `SparseApplyMomentum`. Rows
   * never become a dense gradient. Default: false.
   */
  readonly sparse?: boolean
}

/**
 * SGD with momentum: v ← μ·v + g, θ ← θ − η·v (Polyak 1964; Sutskever et al. 2013, in PyTorch's form).
 * @throws ValueError for an option outside its range, or one that does not exist
 */
export function momentum(options: MomentumOptions = {}): Optimizer {
  checkOptions('momentum', options, ['momentum', 'nesterov', 'weightDecay', 'sparse'])
  const { momentum: kept = 0.9, nesterov = false, weightDecay = 0, sparse = false } = options
  requireRange('momentum', kept, 0, 1)
  requireRange('weightDecay', weightDecay, 0, Infinity)
  return {
    name: 'momentum',
    options: { momentum: kept, nesterov, weightDecay, ...(sparse && { sparse }) },
    slots: { velocity: 0 },
    subtractsGradient: false,
    withWeightDecay: (other) => momentum({ ...options, weightDecay: other }),
    update: (input) =>
      updateBy(input, sparse, ({ gradient, parameter, state }) => {
        const decayed = weightDecay === 0 ? gradient : add(gradient, multiply(weightDecay, parameter))
        const velocity = add(multiply(kept, state.velocity!), decayed)
        return { direction: nesterov ? add(decayed, multiply(kept, velocity)) : velocity, state: { velocity } }
      }),
  }
}

/** Options of {@link adagrad}. */
export interface AdagradOptions {
  /** Where the sum of squares starts; TensorFlow takes 0.1, PyTorch 0. Default: 0. */
  readonly initialAccumulator?: number
  /** Added to the root, against division by zero. Default: 1e-10. */
  readonly epsilon?: number
}

/**
 * Adagrad: s ← s + g², θ ← θ − η·g/(√s + ε) (Duchi et al. 2011). Of a table whose gradient comes as rows, only these
 * move; a row that comes twice in a batch is summed first.
 * @throws ValueError for an option outside its range, or one that does not exist
 */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  checkOptions('adagrad', options, ['initialAccumulator', 'epsilon'])
  const { initialAccumulator = 0, epsilon = 1e-10 } = options
  requireRange('initialAccumulator', initialAccumulator, 0, Infinity)
  requireRange('epsilon', epsilon, 0, Infinity)
  return {
    name: 'adagrad',
    options: { initialAccumulator, epsilon },
    slots: { squares: initialAccumulator },
    subtractsGradient: false,
    update: (input) =>
      // A row without a gradient stays as it is in the dense form too: rows give the same numbers.
      updateBy(input, true, ({ gradient, state }) => {
        const squares = add(state.squares!, square(gradient))
        return { direction: divide(gradient, add(sqrt(squares), epsilon)), state: { squares } }
      }),
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
  /**
   * Whether a table whose gradient comes as rows moves only in the rows that a batch names, and only their slots change:
   * the means of the others wait until they are named again, as in `torch.optim.SparseAdam` (which adds its epsilon
   * before the correction of bias, not after it) and TensorFlow's LazyAdam. Rows never become a dense gradient.
   * Default: false.
   */
  readonly sparse?: boolean
}

function adaptiveMoments(
  name: string,
  given: AdamOptions,
  defaultDecay: number,
  decoupled: boolean,
  make: (options: AdamOptions) => Optimizer,
): Optimizer {
  checkOptions(name, given, ['beta1', 'beta2', 'epsilon', 'weightDecay', 'sparse'])
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = defaultDecay, sparse = false } = given
  requireRange('beta1', beta1, 0, 1)
  requireRange('beta2', beta2, 0, 1)
  requireRange('epsilon', epsilon, 0, Infinity)
  requireRange('weightDecay', weightDecay, 0, Infinity)
  return {
    name,
    options: { beta1, beta2, epsilon, weightDecay, ...(sparse && { sparse }) },
    slots: { mean: 0, squares: 0 },
    subtractsGradient: false,
    withWeightDecay: (other) => make({ ...given, weightDecay: other }),
    update: (input) =>
      updateBy(input, sparse, ({ gradient, parameter, state, step }) => {
        const decay = multiply(weightDecay, parameter)
        const g = decoupled || weightDecay === 0 ? gradient : add(gradient, decay)
        const mean = add(multiply(beta1, state.mean!), multiply(1 - beta1, g))
        const squares = add(multiply(beta2, state.squares!), multiply(1 - beta2, square(g)))
        const unbiasedMean = divide(mean, subtract(1, pow(beta1, step)))
        const unbiasedSquares = divide(squares, subtract(1, pow(beta2, step)))
        const direction = divide(unbiasedMean, add(sqrt(unbiasedSquares), epsilon))
        return {
          direction: decoupled && weightDecay > 0 ? add(direction, decay) : direction,
          state: { mean, squares },
        }
      }),
  }
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1), with its correction of bias.
 * @throws ValueError for an option outside its range, or one that does not exist
 */
export function adam(options: AdamOptions = {}): Optimizer {
  return adaptiveMoments('adam', options, 0, false, adam)
}

/**
 * AdamW: Adam with weight decay apart from the gradient (Loshchilov & Hutter 2019, algorithm 2).
 * @throws ValueError for an option outside its range, or one that does not exist
 */
export function adamW(options: AdamOptions = {}): Optimizer {
  return adaptiveMoments('adamw', options, 0.01, true, adamW)
}
