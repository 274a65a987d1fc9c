import type { HostTensor } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { seriesInMemory } from './data/series.js'
import { SeriesError } from './errors.js'
import { WindowBatches } from './window-batches.js'

const layers = { widths: [2], kernels: [4], strides: [2], contextWidth: 2 }
/** 18 series of three speakers, the values of each its number and a hundredth of the place. */
const set = seriesInMemory({
  rate: 8000,
  series: Array.from({ length: 18 }, (_, i) => ({
    name: `series ${i}`,
    labels: { speaker: `s${i % 3}` },
    samples: Float32Array.from({ length: i === 5 ? 11 : 20 + (i % 6) }, (_, at) => i + at / 100),
  })),
})
const make = (input: ConfigurationInput, step?: number) =>
  new WindowBatches(
    set,
    parseConfiguration({ ...layers, frames: 8, steps: 2, batch: 6, epochs: 4, ...input }),
    step === undefined ? undefined : { step },
  )

async function all(batches: WindowBatches) {
  const found = []
  for (let next = await batches.take(); next; next = await batches.take()) found.push(next)
  return found
}
const numbers = (data: ArrayLike<number>): number[] => Array.from(data)
/** The series that each window of a batch is cut from. */
const seriesOf = ({ feeds }: { feeds: Record<string, HostTensor> }): number[] => {
  const { data, dims } = feeds['batch/samples']!
  const length = dims[1]!
  return Array.from({ length: dims[0]! }, (_, n) => Math.floor(Number(data[n * length]) + 1e-4))
}

describe('WindowBatches', () => {
  it('cuts a window from every series once a pass, in a new order each time', async () => {
    const batches = await all(make({}))
    expect(batches).toHaveLength(12)
    const passes = [0, 1, 2, 3].map((pass) => batches.slice(3 * pass, 3 * pass + 3).flatMap(seriesOf))
    for (const pass of passes) expect([...pass].sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, i) => i))
    expect(passes[0]).not.toEqual(passes[1])
    expect(batches.map(({ progress }) => progress)).toEqual(Array.from({ length: 12 }, (_, i) => i / 12))
  })

  it('cuts windows of consecutive samples at many places, and fills up short series with zeros', async () => {
    const starts = new Set<number>()
    for (const { feeds } of await all(make({}))) {
      const { data, dims } = feeds['batch/samples']!
      expect(dims).toEqual([6, 18, 1])
      for (let n = 0; n < 6; n++) {
        const window = numbers(data.slice(18 * n, 18 * (n + 1)) as Float32Array)
        const series = Math.floor(window[0]! + 1e-4)
        const start = Math.round((window[0]! - series) * 100)
        // In a series that is shorter, windows begin where they lose no frame.
        const length = series === 5 ? 11 - start : 18
        starts.add(start)
        for (let i = 1; i < length; i++) expect(window[i]! - window[i - 1]!).toBeCloseTo(0.01, 4)
        expect(window.slice(length).every((value) => value === 0)).toBe(true)
        expect(feeds['batch/valid-frames']!.data[n]).toBe(series === 5 ? 4 : 8)
      }
    }
    expect([...starts].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  it('draws negatives from valid frames of the windows of a group, each at most once', async () => {
    for (const [input, name, windows] of [
      [{ scope: 'sequence', negatives: 5 }, 'sequence', 1],
      [{ scope: 'batch', negatives: 20 }, 'batch', 6],
      [{ scope: 'speaker', negatives: 12, speakerWindows: 3 }, 'speaker', 3],
    ] as const)
      for (const batch of await all(make(input))) {
        const { data, dims } = batch.feeds[`batch/negatives.${name}`]!
        const weight = batch.feeds[`batch/negative-weight.${name}`]!
        expect(dims).toEqual([6 / windows, input.negatives])
        expect(weight.dims).toEqual([6, input.negatives])
        for (let group = 0; group < 6 / windows; group++) {
          const valid = batch.feeds['batch/valid-frames']!.data
          const counted = numbers(data as Int32Array)
            .slice(group * input.negatives, (group + 1) * input.negatives)
            .filter((_, m) => weight.data[group * windows * input.negatives + m] === 1)
          expect(new Set(counted).size).toBe(counted.length)
          for (const position of counted) {
            const n = Math.floor((position as number) / 8)
            expect(Math.floor(n / windows)).toBe(group)
            expect((position as number) % 8).toBeLessThan(Number(valid[n]))
          }
        }
      }
  })

  it('takes all frames where there are fewer than negatives', async () => {
    const { feeds } = (await make({ scope: 'sequence', negatives: 50 }).take())!
    for (let n = 0; n < 6; n++) {
      const weight = numbers(feeds['batch/negative-weight.sequence']!.data.slice(50 * n, 50 * (n + 1)) as Float32Array)
      expect(weight.reduce((a, b) => a + b)).toBe(Number(feeds['batch/valid-frames']!.data[n]))
    }
  })

  it('leaves out the own window where it is told to', async () => {
    for (const ownSequence of [true, false]) {
      const { feeds } = (await make({ scope: 'batch', negatives: 30, ownSequence }).take())!
      const { data } = feeds['batch/negatives.batch']!
      const weight = feeds['batch/negative-weight.batch']!.data
      for (let n = 0; n < 6; n++)
        for (let m = 0; m < 30; m++)
          expect(weight[30 * n + m]).toBe(ownSequence || Math.floor(Number(data[m]) / 8) !== n ? 1 : 0)
    }
  })

  it('puts windows of one speaker together for the scopes that ask for it', async () => {
    for (const scope of ['speaker', 'mixed'] as const)
      for (const batch of await all(make({ scope, negatives: 8, speakerWindows: 2 }))) {
        const speakers = seriesOf(batch).map((series) => series % 3)
        for (const group of [0, 2, 4]) expect(speakers[group]).toBe(speakers[group + 1])
      }
    const { feeds } = (await make({ scope: 'mixed', negatives: 7, speakerWindows: 2 }).take())!
    expect(feeds['batch/negatives.batch']!.dims).toEqual([1, 3])
    expect(feeds['batch/negatives.speaker']!.dims).toEqual([3, 4])
  })

  it('cuts as many windows from a long series as lie side by side in it, and takes no copies for negatives', async () => {
    const long = seriesInMemory({
      rate: 8000,
      series: [{ name: 'long', samples: Float32Array.from({ length: 360 }, (_, i) => Math.sqrt(i)) }],
    })
    const configuration = parseConfiguration({ ...layers, frames: 8, steps: 2, batch: 6, epochs: 3, negatives: 40 })
    const batches = await all(new WindowBatches(long, configuration))
    expect(batches).toHaveLength(10)
    for (const { feeds } of batches) {
      const starts = Array.from({ length: 6 }, (_, n) => Math.round(Number(feeds['batch/samples']!.data[18 * n]) ** 2))
      const [positions, weight] = [feeds['batch/negatives.batch']!.data, feeds['batch/negative-weight.batch']!.data]
      for (let n = 0; n < 6; n++)
        for (let m = 0; m < 40; m++) {
          const from = Math.floor(Number(positions[m]) / 8)
          const apart = Math.abs(starts[n]! - starts[from]!) >= 18
          expect(weight[40 * n + m]).toBe(from === n || apart ? 1 : 0)
        }
    }
  })

  it('goes on from any step with the same batches', async () => {
    const whole = await all(make({ scope: 'mixed', speakerWindows: 3 }))
    const rest = await all(make({ scope: 'mixed', speakerWindows: 3 }, 5))
    expect(rest).toEqual(whole.slice(5))
    const batches = make({})
    await batches.take()
    expect(batches.state()).toEqual({ step: 1 })
  })

  it('needs the labels that its scope asks for', () => {
    expect(() => make({ scope: 'speaker', speakerWindows: 3, speakerLabel: 'voice' })).toThrow(
      "series 0: has no label 'voice'",
    )
    expect(() => make({ scope: 'mixed', speakerWindows: 3, speakerLabel: 'voice' })).toThrow(SeriesError)
  })
})
