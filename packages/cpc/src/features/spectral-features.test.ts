// Log-mel, MFCC, deltas and statistics against NumPy and SciPy. tools/oracles/README.md says how these were made.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { frameStatistics } from './frame-statistics.js'
import { logMel } from './log-mel.js'
import { type MfccOptions, mfcc } from './mfcc.js'

type Matrix = readonly (readonly number[])[]

interface Fixture {
  readonly cases: readonly {
    readonly options: MfccOptions
    readonly samples: readonly number[]
    readonly logMel: Matrix
    readonly mfcc: Matrix
    readonly statistics: readonly number[]
  }[]
}

const path = new URL('../fixtures/spectral-features.json', import.meta.url)
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Fixture

/** Ours are float32. */
function expectClose(found: Float32Array, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length)
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(found[i]! - expected[i]!), `entry ${i}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected[i]!)))
}

describe.each(fixture.cases)('a signal with $options', (oracle) => {
  const signal = Float32Array.from(oracle.samples, (sample) => sample / 32768)

  it('has the log-mel energies of NumPy', () => {
    const { rows, columns, data } = logMel(oracle.options)(signal)
    expect([rows, columns]).toEqual([oracle.logMel.length, oracle.logMel[0]!.length])
    expectClose(data, oracle.logMel.flat())
  })

  it('has its cepstral coefficients, deltas and statistics', () => {
    const cepstrum = mfcc(oracle.options)(signal)
    expect([cepstrum.rows, cepstrum.columns]).toEqual([oracle.mfcc.length, oracle.mfcc[0]!.length])
    expectClose(cepstrum.data, oracle.mfcc.flat())
    expectClose(frameStatistics(cepstrum), oracle.statistics)
  })
})
