import { describe, expect, it } from 'vitest'
import type { ProbeResult, Score } from '../../probe/result.js'
import { probeReport } from './probe-report.js'

const score = (correct: number): Score => ({
  ...{ correct, total: 1000, accuracy: correct / 1000 },
  interval: { low: (correct - 8) / 1000, high: Math.min(1, (correct + 8) / 1000) },
})
const row = (
  name: string,
  corrects: readonly number[],
  { supervised = false, converged = true } = {},
): ProbeResult['rows'][number] => ({
  ...{ name, pooling: 'statistics-c', size: 256, supervised },
  scores: Object.fromEntries(
    ['digit', 'speaker', 'accent'].map((label, i) => [
      label,
      {
        probe: score(corrects[i]!),
        ...(!supervised && {
          neighbors: score(corrects[i]! - 100),
          fit: { iterations: 1000, converged: converged || label === 'accent' },
        }),
      },
    ]),
  ),
})
const result: ProbeResult = {
  ...{ training: 2700, test: 1000, k: 20, unconverged: 2 },
  labels: Object.fromEntries(['digit', 'speaker', 'accent'].map((label) => [label, { classes: 10, commonest: 0.1 }])),
  rows: [
    row('MFCC', [900, 1000, 500], { converged: false }),
    row('CPC', [902, 950, 500]),
    row('supervised', [990, 990, 990], { supervised: true }),
  ],
}

describe('probeReport', () => {
  const lines = probeReport(result)

  it('splits a table that is wider than the terminal, by labels', () => {
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(lines.filter((line) => line.startsWith('features '))).toEqual([
      'features    pooling       size  digit             20-NN  speaker           20-NN',
      'features    pooling       size  accent            20-NN',
    ])
  })

  it('marks the best of each column, and all where several are; networks trained with labels stand beside', () => {
    const rows = lines.filter((line) => / statistics-c /.test(line))
    expect(rows).toEqual([
      'MFCC        statistics-c   256   90.0  89.2–90.8  80.0     100* 99.2–100   90.0*',
      'CPC         statistics-c   256   90.2* 89.4–91.0  80.2*   95.0  94.2–95.8  85.0',
      'supervised  statistics-c   256   99.0  98.2–99.8     –    99.0  98.2–99.8     –',
      'MFCC        statistics-c   256   50.0* 49.2–50.8  40.0*',
      'CPC         statistics-c   256   50.0* 49.2–50.8  40.0*',
      'supervised  statistics-c   256   99.0  98.2–99.8     –',
    ])
  })

  it('says what the columns are, and what went wrong', () => {
    const text = lines.join(' ')
    for (const part of [
      '2,700 training series, 1,000 test series',
      '95 % interval',
      '20 nearest',
      'Not converged, so that these accuracies may be too low: MFCC statistics-c, digit (1,000 iterations); MFCC statistics-c, speaker (1,000 iterations).',
    ])
      expect(text).toContain(part)
    expect(text).toContain('without networks trained with labels')
    expect(probeReport({ ...result, rows: result.rows.slice(1, 2), unconverged: 0 }).join(' ')).not.toMatch(
      /aside|supervised|converged/,
    )
  })
})
