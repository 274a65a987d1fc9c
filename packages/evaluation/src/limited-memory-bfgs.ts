// Minimizing a smooth convex function of many variables: L-BFGS.

/** Writes the gradient at a point into `gradient` and gives the value. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

/** Where a minimization stands. */
export interface MinimizationProgress {
  /** Steps that were made. */
  readonly iteration: number
  readonly value: number
  /** The largest absolute value in the gradient. */
  readonly gradientNorm: number
}

/**
 * Why a minimization ended: it is within the tolerance; all iterations are done; the caller said so;
 * float64 cannot tell a better point from this one.
 */
export type StopReason = 'converged' | 'iterations' | 'stopped' | 'precision'

export interface Minimum extends MinimizationProgress {
  readonly stop: StopReason
}

export interface MinimizationOptions {
  /**
   * Ends when no entry of the gradient is larger and, where `curvature` is given, no larger share of the value can be
   * gained.
   */
  readonly tolerance: number
  /**
   * How strongly the function is curved at least along its first `variables`, whatever the point: by half of it a square.
   * The value is then at most ‖gradient‖²/(2·strength) above the minimum, as far as the other variables are at theirs.
   */
  readonly curvature?: { readonly variables: number; readonly strength: number } | undefined
  /** Multiplies a vector, in place, by an approximate inverse of the Hessian. Default: a number that is made out. */
  readonly precondition?: ((vector: Float64Array) => void) | undefined
  readonly maxIterations: number
  /** Called after each step; only `false` stops. */
  readonly onIteration?: ((progress: MinimizationProgress) => unknown) | undefined
}

/** Steps that the approximation of the Hessian remembers. */
const MEMORY = 10
/** One more, so that a pair that turns out useless overwrites none of them. */
const SLOTS = MEMORY + 1
/** Of the decrease that the slope promises, how much a step must give. */
const DECREASE = 1e-4
/** Of the slope, how much may be left after a step. */
const CURVATURE = 0.9
/** Relative changes of the value below this are taken for rounding. */
const ROUNDING = 1e-12
const TRIALS = 60
/** Iterations without a lower value or a smaller gradient after which rounding is all that moves. */
const PATIENCE = 20

/**
 * Moves `point` to a minimum of a smooth convex function by L-BFGS (D. C. Liu, J. Nocedal: On the limited memory BFGS
 * method for large scale optimization, 1989), with the initial Hessian of J. Nocedal, S. J. Wright: Numerical
 * Optimization, equation 7.20.
 */
export function minimize(objective: Objective, point: Float64Array, options: MinimizationOptions): Minimum {
  const { tolerance, maxIterations, onIteration, precondition } = options
  const memory = new Memory(point.length, precondition)
  const gradient = new Float64Array(point.length)
  const next = { point: new Float64Array(point.length), gradient: new Float64Array(point.length) }
  const direction = new Float64Array(point.length)
  let value = objective(point, gradient)
  let best = { iteration: 0, value, gradientNorm: Number.POSITIVE_INFINITY }
  for (let iteration = 0; ; iteration++) {
    const progress = { iteration, value, gradientNorm: largest(gradient) }
    if (value < best.value || progress.gradientNorm < best.gradientNorm)
      best = {
        iteration,
        value: Math.min(value, best.value),
        gradientNorm: Math.min(progress.gradientNorm, best.gradientNorm),
      }
    if (progress.gradientNorm <= tolerance && mostToGain(gradient, options) <= tolerance * Math.abs(value))
      return { ...progress, stop: 'converged' }
    if (iteration > 0 && onIteration?.(progress) === false) return { ...progress, stop: 'stopped' }
    if (iteration >= maxIterations) return { ...progress, stop: 'iterations' }
    if (iteration - best.iteration >= PATIENCE) return { ...progress, stop: 'precision' }
    memory.descend(gradient, direction)
    // Where nothing is known yet about the length of the first step: one unit.
    const step = iteration === 0 && !precondition ? 1 / Math.sqrt(dot(gradient, gradient)) : 1
    const found = searchLine(objective, { point, value, gradient, direction }, step, next)
    if (found === undefined) return { ...progress, stop: 'precision' }
    memory.remember(point, gradient, next.point, next.gradient)
    point.set(next.point)
    gradient.set(next.gradient)
    value = found
  }
}

/** By how much the value is above the minimum at most; 0 where that is not known. */
function mostToGain(gradient: Float64Array, { curvature }: MinimizationOptions): number {
  if (!curvature) return 0
  const along = gradient.subarray(0, curvature.variables)
  return dot(along, along) / (2 * curvature.strength)
}

interface Line {
  readonly point: Float64Array
  readonly value: number
  readonly gradient: Float64Array
  readonly direction: Float64Array
}

/**
 * Looks along a line for a point that is low enough and flat enough (the weak Wolfe conditions), by doubling and
 * bisection (A. S. Lewis, M. L. Overton: Nonsmooth optimization via quasi-Newton methods, 2013, algorithm 2.6). Where
 * values differ by no more than rounding, slopes decide (the approximate Wolfe conditions of W. W. Hager, H. Zhang,
 * 2005). Gives the value there, its point and gradient in `next`; nothing if there is no such point in float64.
 */
function searchLine(
  objective: Objective,
  { point, value, gradient, direction }: Line,
  firstStep: number,
  next: { readonly point: Float64Array; readonly gradient: Float64Array },
): number | undefined {
  const slope = dot(gradient, direction)
  if (!(slope < 0)) return undefined
  let low = 0
  let high = Number.POSITIVE_INFINITY
  let step = firstStep
  for (let trial = 0; trial < TRIALS; trial++) {
    for (let i = 0; i < point.length; i++) next.point[i] = point[i]! + step * direction[i]!
    const found = objective(next.point, next.gradient)
    const foundSlope = dot(next.gradient, direction)
    const decreased =
      found <= value + DECREASE * step * slope ||
      (found <= value + ROUNDING * Math.abs(value) && foundSlope <= (2 * DECREASE - 1) * slope)
    if (!decreased) high = step
    else if (foundSlope < CURVATURE * slope) low = step
    else return found
    step = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2
  }
  return undefined
}

/** The last steps and what they did to the gradient, in place of a Hessian. */
class Memory {
  private readonly steps: Float64Array[]
  private readonly changes: Float64Array[]
  /** step · change of each pair. */
  private readonly products = new Float64Array(SLOTS)
  private readonly shares = new Float64Array(SLOTS)
  private count = 0
  /** What the precondition makes of the last change of the gradient. */
  private readonly changed: Float64Array

  constructor(
    size: number,
    private readonly precondition: ((vector: Float64Array) => void) | undefined,
  ) {
    this.changed = new Float64Array(precondition ? size : 0)
    this.steps = Array.from({ length: SLOTS }, () => new Float64Array(size))
    this.changes = Array.from({ length: SLOTS }, () => new Float64Array(size))
  }

  remember(from: Float64Array, gradientFrom: Float64Array, to: Float64Array, gradientTo: Float64Array): void {
    const slot = this.count % SLOTS
    const step = this.steps[slot]!
    const change = this.changes[slot]!
    for (let i = 0; i < step.length; i++) {
      step[i] = to[i]! - from[i]!
      change[i] = gradientTo[i]! - gradientFrom[i]!
    }
    this.products[slot] = dot(step, change)
    // The conditions of the line search make it positive, but for what rounds away.
    if (this.products[slot]! > 0) this.count++
  }

  /** Writes −H⁻¹·gradient into `out` (the two loops of Nocedal & Wright, algorithm 7.4). */
  descend(gradient: Float64Array, out: Float64Array): void {
    for (let i = 0; i < out.length; i++) out[i] = -gradient[i]!
    const oldest = Math.max(0, this.count - MEMORY)
    for (let k = this.count - 1; k >= oldest; k--) {
      const slot = k % SLOTS
      this.shares[slot] = dot(this.steps[slot]!, out) / this.products[slot]!
      addScaled(out, -this.shares[slot]!, this.changes[slot]!)
    }
    this.precondition?.(out)
    if (this.count > 0) {
      const slot = (this.count - 1) % SLOTS
      const scale = this.products[slot]! / dot(this.changes[slot]!, this.inverseOf(this.changes[slot]!))
      for (let i = 0; i < out.length; i++) out[i]! *= scale
    }
    for (let k = oldest; k < this.count; k++) {
      const slot = k % SLOTS
      const share = dot(this.changes[slot]!, out) / this.products[slot]!
      addScaled(out, this.shares[slot]! - share, this.steps[slot]!)
    }
  }

  private inverseOf(change: Float64Array): Float64Array {
    if (!this.precondition) return change
    this.changed.set(change)
    this.precondition(this.changed)
    return this.changed
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function addScaled(out: Float64Array, scale: number, values: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i]! += scale * values[i]!
}

function largest(values: Float64Array): number {
  let found = 0
  for (const value of values) found = Math.max(found, Math.abs(value))
  return found
}
