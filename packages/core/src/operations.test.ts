import { describe, expect, it } from 'vitest'
import { evaluate, type Feeds, item } from './evaluate.js'
import { gradient, toDense } from './gradient.js'
import { operationSweep, prepareCase } from './operation-sweep.fixture.js'
import { multiply } from './operations/elementwise.js'
import { operations } from './operations/index.js'
import { input } from './operations/leaves.js'
import { reduceSum } from './operations/reduction.js'
import { Random } from './random.js'

type FlatFeed = { shape: number[]; data: number[] }

describe('the table of operations', () => {
  it('has every operation in the sweep', () => {
    const swept = new Set(operationSweep.flatMap(({ operations: shown }) => shown))
    expect(
      Object.values(operations)
        .flatMap((kind) => Object.keys(kind))
        .filter((name) => !swept.has(name)),
    ).toEqual([])
  })

  it('names each operation once', () => {
    const names = Object.values(operations).flatMap((kind) => Object.values(kind).map(({ name }) => name))
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(35)
  })
})

describe.each(operationSweep)('$title', (sweepCase) => {
  const { inputs, output, feeds } = prepareCase(sweepCase, 7)

  it('computes the shape that its rule gives', () => {
    const value = evaluate(output, feeds)
    expect(value.shape).toHaveLength(output.rank)
    expect(value.dtype).toBe(output.dtype)
    expect(value.data.every(Number.isFinite)).toBe(true)
  })

  it('has the gradient of finite differences', () => {
    if (output.dtype !== 'float32') return expect(() => gradient(reduceSum(output), inputs)).toThrow()
    const shape = evaluate(output, feeds).shape
    const random = Random.fromSeed(3)
    const weights = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal())
    const loss = reduceSum(multiply(output, input('batch/weights', 'float32', output.shape)))
    const all: Feeds = { ...feeds, 'batch/weights': { shape, data: weights } }
    const parameters = inputs.filter(({ dtype }) => dtype === 'float32')
    const lossAt = (changed: Feeds) => item(evaluate(loss, changed))
    gradient(loss, parameters).forEach((expression, i) => {
      const name = `batch/x${inputs.indexOf(parameters[i]!)}`
      const fed = feeds[name] as FlatFeed
      const found = evaluate({ loss, gradient: toDense(expression) }, all).gradient
      expect(found.shape).toEqual(fed.shape)
      const step = 1e-5
      fed.data.forEach((value, k) => {
        const at = (x: number) => lossAt({ ...all, [name]: { shape: fed.shape, data: fed.data.with(k, x) } })
        const expected = (at(value + step) - at(value - step)) / (2 * step)
        expect(found.data[k]).toBeCloseTo(expected, 6)
      })
    })
  })
})
