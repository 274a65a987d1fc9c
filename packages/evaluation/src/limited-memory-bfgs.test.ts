import { describe, expect, it } from 'vitest'
import { minimize, type Objective } from './limited-memory-bfgs.js'

const options = { tolerance: 1e-9, maxIterations: 500 }

/** Σ scale·(x − i)², with the minimum at x[i] = i. */
const bowl =
  (scales: readonly number[]): Objective =>
  (point, gradient) => {
    let value = 0
    for (const [i, scale] of scales.entries()) {
      value += scale * (point[i]! - i) ** 2
      gradient[i] = 2 * scale * (point[i]! - i)
    }
    return value
  }

describe('minimize', () => {
  it('finds the minimum of a bowl whose axes differ ten thousandfold', () => {
    const point = new Float64Array(8)
    const found = minimize(bowl([1, 1e4, 3, 500, 0.1 * 10, 2e3, 7, 90]), point, options)
    expect(found.stop).toBe('converged')
    expect(found.gradientNorm).toBeLessThanOrEqual(1e-9)
    for (const [i, x] of point.entries()) expect(Math.abs(x - i)).toBeLessThan(1e-9)
  })

  it('goes far where the first unit step is much too short, and back where it is much too long', () => {
    const far: Objective = (point, gradient) => {
      gradient[0] = 2e-6 * (point[0]! - 1e6)
      return 1e-6 * (point[0]! - 1e6) ** 2
    }
    const point = new Float64Array(1)
    expect(minimize(far, point, options).stop).toBe('converged')
    expect(Math.abs(point[0]! - 1e6)).toBeLessThan(1e-2)
    const near: Objective = (x, gradient) => {
      gradient[0] = 2e6 * (x[0]! - 1e-4)
      return 1e6 * (x[0]! - 1e-4) ** 2
    }
    point[0] = 0
    expect(minimize(near, point, options).stop).toBe('converged')
    expect(Math.abs(point[0]! - 1e-4)).toBeLessThan(1e-12)
  })

  it('finds with an approximate inverse what it else finds in many more steps', () => {
    const scales = Array.from({ length: 60 }, (_, i) => 10 ** (-i / 10))
    const [plain, helped] = [new Float64Array(60), new Float64Array(60)]
    const without = minimize(bowl(scales), plain, { tolerance: 1e-9, maxIterations: 5000 })
    const precondition = (vector: Float64Array) => {
      for (const [i, scale] of scales.entries()) vector[i]! /= scale * (i % 2 ? 1 : 3)
    }
    const found = minimize(bowl(scales), helped, { tolerance: 1e-9, maxIterations: 5000, precondition })
    expect(found.stop).toBe('converged')
    expect(found.iteration).toBeLessThan(without.iteration / 5)
    for (const [i, x] of helped.entries()) expect(Math.abs(x - i)).toBeLessThan(1e-2)
  })

  it('goes on where the gradient is small, but much can be gained yet', () => {
    // At 0 no entry of the gradient is above 2e-4, and a tenth of the value is to be gained.
    const flat: Objective = (point, gradient) => {
      const value = bowl(new Array(100).fill(1e-6))(point, gradient)
      return value + 1
    }
    const point = new Float64Array(100)
    const [tolerance, maxIterations] = [1e-3, 500]
    expect(minimize(flat, point.slice(), { tolerance, maxIterations })).toMatchObject({
      iteration: 0,
      stop: 'converged',
    })
    const curvature = { variables: 100, strength: 2e-6 }
    const found = minimize(flat, point, { tolerance, maxIterations, curvature })
    expect(found.stop).toBe('converged')
    expect(found.value).toBeLessThanOrEqual(1 + 1e-3)
  })

  it('needs no step where it starts at the minimum', () => {
    expect(minimize(bowl([1, 2]), Float64Array.of(0, 1), options)).toMatchObject({ iteration: 0, stop: 'converged' })
  })

  it('says that the iterations did not suffice', () => {
    const found = minimize(bowl([1, 1e4, 3]), new Float64Array(3), { ...options, maxIterations: 2 })
    expect(found).toMatchObject({ iteration: 2, stop: 'iterations' })
    expect(found.gradientNorm).toBeGreaterThan(1e-9)
  })

  it('ends where float64 has no better point, when no gradient is small enough', () => {
    // 2π is no float64, and the sine of the nearest is not 0.
    const curve: Objective = (point, gradient) => {
      gradient[0] = Math.sin(point[0]!)
      return -Math.cos(point[0]!)
    }
    const point = Float64Array.of(6)
    const found = minimize(curve, point, { tolerance: 0, maxIterations: 500 })
    expect(found.stop).toBe('precision')
    expect(Math.abs(point[0]! - 2 * Math.PI)).toBeLessThan(1e-7)
  })

  it('decreases at every iteration, tells of each, and stops when told', () => {
    const values: number[] = []
    const found = minimize(bowl([1, 1e4, 3, 77]), new Float64Array(4), {
      ...options,
      onIteration: ({ value, iteration }) => {
        expect(iteration).toBe(values.push(value))
        return iteration < 5
      },
    })
    expect(found).toMatchObject({ iteration: 5, stop: 'stopped', value: values[4] })
    for (const [i, value] of values.entries()) if (i > 0) expect(value).toBeLessThan(values[i - 1]!)
  })
})
