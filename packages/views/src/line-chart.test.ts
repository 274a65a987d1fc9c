// Curves stand where their numbers say.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineChart, niceTicks } from './line-chart.js'

describe('niceTicks', () => {
  it('encloses the limits by equal, round steps', () => {
    expect(niceTicks(0.312, 0.547, 5)).toEqual([0.3, 0.4, 0.5, 0.6])
    expect(niceTicks(4.2, 5.7, 5)).toEqual([4, 4.5, 5, 5.5, 6])
    expect(niceTicks(1, 3, 6, 1)).toEqual([1, 2, 3])
  })

  it('holds for any limits', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(value, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (low, span) => {
        const ticks = niceTicks(low, low + span, 5)
        expect(ticks[0]).toBeLessThanOrEqual(low + 1e-6 * span)
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(low + span * (1 - 1e-6))
        expect(ticks.length).toBeGreaterThan(1)
        expect(ticks.length).toBeLessThan(8)
      }),
    )
  })

  it('has two ticks for a value that does not change', () => {
    for (const value of [0, 3, -2]) {
      const ticks = niceTicks(value, value, 5)
      expect(ticks.length).toBeGreaterThanOrEqual(2)
      expect(ticks[0]).toBeLessThanOrEqual(value)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(value)
    }
  })
})

describe('lineChart', () => {
  it('tells every point, and all of it in words', () => {
    const { text } = lineChart({
      heading: 'Loss',
      points: [
        [1, 6],
        [2, 5],
        [3, 4],
      ],
      format: String,
      kind: 'loss',
    })
    expect(text).toContain('aria-label="Loss from epoch 1 to 3: first 6, last 4, from 4 to 6"')
    const circles = [...text.matchAll(/cx="([\d.]+)" cy="([\d.]+)" r="3"><title>epoch (\d): (\d)</g)]
    expect(circles.map(([, , , epoch, value]) => `${epoch} ${value}`)).toEqual(['1 6', '2 5', '3 4'])
    const x = circles.map(([, value]) => Number(value))
    const y = circles.map(([, , value]) => Number(value))
    expect(x[1]! - x[0]!).toBeCloseTo(x[2]! - x[1]!, 1)
    expect(y[1]! - y[0]!).toBeCloseTo(y[2]! - y[1]!, 1)
    // Down on the page is less.
    expect(y[2]!).toBeGreaterThan(y[0]!)
  })
})
