import { Random } from '@infonce/core'
import { trainDescribed } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { cpc } from './definition.js'
import { SeriesError } from './errors.js'
import { openDescribed, openDescribedFor, type SeriesDescription } from './series-description.js'

const random = Random.fromSeed(3)
const noise = (length: number): Float32Array => Float32Array.from({ length }, () => random.uniform() - 0.5)
const layers = { widths: [3, 4], kernels: [4, 3], strides: [2, 2] }
/** A frame sees 8 entries. */
const described = (lengths: readonly number[], more: Partial<SeriesDescription> = {}): SeriesDescription => ({
  origin: {
    kind: 'memory',
    options: {
      series: lengths.map((length, i) => ({
        name: `s${i}`,
        samples: noise(length),
        labels: { parity: i % 2 ? 'odd' : 'even' },
      })),
    },
  },
  ...more,
})
const names = ({ series }: { series: readonly { name: string }[] }): string[] => series.map(({ name }) => name)

describe('series that are too short for a frame', () => {
  it('are left out with their reason where that is asked for, and only they', async () => {
    const set = await openDescribedFor(described([40, 7, 8, 1], { onShort: 'skip' }), layers)
    expect(names(set)).toEqual(['s0', 's2'])
    expect(await set.read(1)).toHaveLength(8)
    expect(set.skipped.map(({ name }) => name)).toEqual(['s1', 's3'])
    expect(set.skipped[0]!.reason).toMatch(/^s1: has 7 samples, fewer than the 8 of a frame's receptive field: /)
  })

  it('stay, for what comes next to refuse, where it is not', async () => {
    expect(names(await openDescribedFor(described([40, 7]), layers))).toEqual(['s0', 's1'])
    expect(names(await openDescribed(described([40, 7], { onShort: 'skip' })))).toEqual(['s0', 's1'])
  })

  it('are refused where they are all', async () => {
    await expect(openDescribedFor(described([7, 3], { onShort: 'skip' }), layers)).rejects.toThrow(SeriesError)
  })

  it('are not trained on', async () => {
    const configuration = { ...layers, frames: 6, batch: 2, steps: 2, negatives: 4, epochs: 1, contextWidth: 4 }
    const training = (onShort: 'throw' | 'skip') =>
      trainDescribed(cpc, { series: described([40, 7, 30], { onShort }), configuration, threads: 1 })
    const events = training('skip')
    const skipped = (await events.next()).value
    const begin = (await events.next()).value
    await events.return()
    expect(skipped).toEqual({ type: 'skipped', name: 's1', reason: expect.stringContaining('has 7 samples') })
    expect(begin).toMatchObject({ type: 'begin', series: { count: 2, samples: 70 } })
    await expect(training('throw').next()).rejects.toThrow('s1: has 7 samples')
  })
})

describe('voices', () => {
  const origin = { kind: 'voices', options: { speakers: 2, words: 3, repetitions: 2 } } as const
  const many = { kind: 'voices', options: { repetitions: 1000 } } as const

  it('are opened with their rate and labels', async () => {
    const set = await openDescribed({ origin, without: { repetition: ['1'] } })
    expect(set).toMatchObject({ rate: 8000, channels: 1 })
    expect(set.series).toHaveLength(6)
  })

  it('leave room for a signal while they are made', async () => {
    await expect(openDescribed({ origin: many }, { signal: AbortSignal.timeout(20) })).rejects.toThrow(/timeout/)
  })

  it('say how far they are, and stop where that is enough', async () => {
    const abort = new AbortController()
    const told: (readonly [number, number])[] = []
    const onProgress = (done: number, total: number): void => {
      told.push([done, total])
      if (done > 0) abort.abort(new Error('enough'))
    }
    await expect(openDescribed({ origin: many }, { onProgress, signal: abort.signal })).rejects.toThrow('enough')
    const [done, total] = told.at(-1)!
    expect(total).toBe(60_000)
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(total)

    told.length = 0
    await openDescribed({ origin }, { onProgress })
    expect(told.at(-1)).toEqual([12, 12])
    expect(told.map(([count]) => count)).toEqual([...new Set(told.map(([count]) => count))].sort((a, b) => a - b))
  })
})

describe('a selection', () => {
  it('chooses series by their labels', async () => {
    expect(names(await openDescribed(described([9, 9, 9], { only: { parity: ['odd'] } })))).toEqual(['s1'])
    expect(names(await openDescribed(described([9, 9, 9], { without: { parity: ['odd'] } })))).toEqual(['s0', 's2'])
  })

  it('that names what no series has is refused: nothing misspelled selects everything', async () => {
    await expect(openDescribed(described([9, 9], { without: { partiy: ['odd'] } }))).rejects.toThrow(
      "none of the 2 series has a label 'partiy': they have parity",
    )
    await expect(openDescribed(described([9, 9], { only: { parity: ['odd', 'off'] } }))).rejects.toThrow(
      "none of the 2 series has 'off' as parity",
    )
    await expect(openDescribed(described([9], { without: { parity: ['even'] } }))).rejects.toThrow(
      'none of the 1 series is selected',
    )
  })
})
