import { Random } from '@infonce/core'
import { ConfigurationError, type ModelEvent, trainModel } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import type { Cpc } from './cpc.js'
import { seriesInMemory } from './data/series.js'
import { type CpcTypes, cpc } from './definition.js'
import { embedSeries } from './embed.js'
import { SeriesError } from './errors.js'
import { measureGain } from './input-gain.js'
import { trainSupervised } from './supervised.js'
import { openVoices } from './testing/open-voices.js'

const set = openVoices({ speakers: 3, words: 3, repetitions: 8 })
const small: ConfigurationInput = {
  widths: [16, 16, 32],
  kernels: [10, 16, 4],
  strides: [5, 8, 2],
  contextWidth: 24,
  steps: 3,
  negatives: 40,
  frames: 24,
  batch: 12,
  epochs: 20,
  learningRate: 6e-3,
}
const ended = async (
  configuration: ConfigurationInput,
  series = set,
): Promise<{ events: ModelEvent<CpcTypes>[]; model: Cpc }> => {
  const events: ModelEvent<CpcTypes>[] = []
  for await (const event of trainModel(cpc, { series, configuration, threads: 1, lossEvery: 6 })) events.push(event)
  const end = events.at(-1) as Extract<ModelEvent<CpcTypes>, { type: 'end' }>
  return { events, model: end.model }
}

describe('training CPC', { timeout: 120_000 }, () => {
  it('learns to tell the next frames from others, and says what it does', async () => {
    const { events, model } = await ended(small)
    const [begin] = events as [Extract<ModelEvent<CpcTypes>, { type: 'begin' }>]
    expect(begin).toMatchObject({ type: 'begin', steps: 0, totalSteps: 240, series: { count: 72 } })
    expect(begin.configuration.gain).toBeCloseTo(await measureGain(set), 12)
    expect(model.configuration).toEqual(begin.configuration)
    const steps = events.filter((event) => event.type === 'step')
    expect(steps).toHaveLength(40)
    const [first, last] = [steps[0]!.metrics, steps.at(-1)!.metrics]
    expect(last.loss!).toBeLessThan(first.loss! - 0.3)
    expect(last['metric/accuracy']!).toBeGreaterThan(2 * first['metric/accuracy']!)
    expect(last['metric/ceiling']!).toBeCloseTo(Math.log(41), 1)
    const mean = [1, 2, 3].reduce((sum, k) => sum + last[`metric/step-${k}.loss`]! / 3, 0)
    expect(mean).toBeCloseTo(last.loss!, 5)
    expect(last['metric/step-1.bound']!).toBeCloseTo(last['metric/step-1.ceiling']! - last['metric/step-1.loss']!, 5)
  })

  it.each(['sequence', 'speaker', 'mixed'] as const)('learns with negatives of scope %s', async (scope) => {
    const { events } = await ended({ ...small, scope, speakerWindows: 4, epochs: 15 })
    const losses = events.flatMap((event) => (event.type === 'step' ? [event.metrics.loss!] : []))
    expect(losses.at(-1)!).toBeLessThan(losses[0]! - 0.15)
  })

  it('learns from series of several channels that have no rate', async () => {
    const waves = seriesInMemory({
      channels: 2,
      series: Array.from({ length: 24 }, (_, i) => ({
        name: `wave ${i}`,
        samples: Float32Array.from({ length: 400 }, (_, at) =>
          Math.sin(((at % 200) + (at < 200 ? 0 : 9)) * (0.1 + i / 60)),
        ),
      })),
    })
    const { events, model } = await ended(
      {
        widths: [16, 16],
        kernels: [4, 4],
        strides: [2, 2],
        contextWidth: 16,
        context: 'convolution',
        steps: 2,
        negatives: 30,
        frames: 20,
        batch: 8,
        epochs: 30,
      },
      waves,
    )
    expect(model.configuration).toMatchObject({ channels: 2, rate: null })
    const losses = events.flatMap((event) => (event.type === 'step' ? [event.metrics.loss!] : []))
    expect(losses.at(-1)!).toBeLessThan(losses[0]! - 0.5)
  })

  it('does not hear how loud a series is where each is scaled by itself', async () => {
    const loud = seriesInMemory({
      rate: 8000,
      series: await Promise.all(
        set.series.map(async ({ name, labels }, i) => {
          const samples = await set.read(i)
          return { name, labels, samples: samples.map((value) => value * 2 ** (i % 5)) }
        }),
      ),
    })
    const configuration = { ...small, epochs: 1, level: 'series' } as const
    const [a, b] = [await ended(configuration), await ended(configuration, loud)]
    expect(a.model.configuration.gain).toBe(1)
    expect(b.model.parameters).toEqual(a.model.parameters)
    const [c, d] = [
      await embedSeries(a.model, set, { poolings: ['mean-c'] }),
      await embedSeries(a.model, loud, { poolings: ['mean-c'] }),
    ]
    expect(d).toEqual(c)
  })

  it('gives the same bytes again', async () => {
    const configuration = { ...small, epochs: 1 }
    const [a, b] = [await ended(configuration), await ended(configuration)]
    expect(a.model.parameters).toEqual(b.model.parameters)
    const c = await ended({ ...configuration, seed: 2 })
    expect(c.model.parameters).not.toEqual(a.model.parameters)
  })

  it('embeds series as rows, whatever their length', async () => {
    const { model } = await ended({ ...small, epochs: 1 })
    const found = await embedSeries(model, set, { poolings: ['mean-c', 'last-c', 'mean-z', 'statistics-c'] })
    expect(found['mean-c']).toMatchObject({ rows: 72, columns: 24 })
    expect(found['mean-z']).toMatchObject({ rows: 72, columns: 32 })
    expect(found['statistics-c']).toMatchObject({ rows: 72, columns: 48 })
    expect(found['statistics-c'].data.slice(0, 24)).toEqual(found['mean-c'].data.slice(0, 24))
    expect(found['last-c'].data.every(Number.isFinite)).toBe(true)
  })

  it('refuses series that do not fit', async () => {
    const refused = (configuration: ConfigurationInput, series = set) => expect(ended(configuration, series)).rejects
    await refused({ ...small, rate: 16000 }).toThrow('rate: expected 8000, that of the series, found 16000')
    await refused({ ...small, channels: 2 }).toThrow(ConfigurationError)
    await refused({ ...small, kernels: [8000, 16, 4] }).toThrow(SeriesError)
    await refused({ ...small, kernels: [8000, 16, 4] }).toThrow(/has \d+ samples, fewer than the 8\d* of a frame/)
    const silent = seriesInMemory({ rate: 8000, series: [{ name: 'nothing', samples: new Float32Array(4000) }] })
    await refused(small, silent).toThrow('nothing: and all other series are silent')
    const odd = seriesInMemory({ rate: 44100, series: [{ name: 'disc', samples: Float32Array.of(1, 2) }] })
    await refused({}, odd).toThrow('rate: expected one of 8000, 16000 Hz')
  })

  it('refuses to predict what is never there', async () => {
    const refused = (configuration: ConfigurationInput, series = set) => expect(ended(configuration, series)).rejects
    const short = seriesInMemory({
      rate: 8000,
      series: [{ name: 'short', samples: (await set.read(0)).slice(0, 400) }],
    })
    await refused(small, short).toThrow(/steps: expected fewer than the \d frames of the longest series, found 3/)
    const one = seriesInMemory({ rate: 8000, series: [{ name: 'one', samples: await set.read(0) }] })
    await refused({ ...small, ownSequence: false }, one).toThrow('one: is the only series')
  })

  it('tells sensors apart wherever they have their zero', async () => {
    const random = Random.fromSeed(4)
    const around = (zero: number) =>
      seriesInMemory({
        series: Array.from({ length: 24 }, (_, i) => {
          let value = 0
          const samples = Float32Array.from({ length: 200 }, () => {
            value = 0.97 * value + random.normal()
            return zero + value
          })
          return { name: `sensor ${i}`, samples }
        }),
      })
    const configuration: ConfigurationInput = {
      ...{ widths: [16, 16], kernels: [4, 4], strides: [2, 2], contextWidth: 16, steps: 2 },
      ...{ negatives: 30, frames: 20, batch: 8, epochs: 30, learningRate: 6e-3 },
    }
    const { events } = await ended(configuration, around(300))
    const bounds = events.flatMap((event) => (event.type === 'step' ? [event.metrics['metric/bound']!] : []))
    expect(Math.max(...bounds.slice(-5))).toBeGreaterThan(0.4)
  })

  it('trains on one series alone', async () => {
    const one = seriesInMemory({ rate: 8000, series: [{ name: 'one', samples: await set.read(0) }] })
    const { events } = await ended({ ...small, batch: 4, epochs: 4 }, one)
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'finished', step: 2 })
  })
})

describe('trainSupervised', { timeout: 120_000 }, () => {
  it('learns labels with the same network', async () => {
    const configuration = configurationFor(set, { ...small, epochs: 20, gain: await measureGain(set) })
    let classes: string[] = []
    for await (const event of trainSupervised({ series: set, label: 'speaker', configuration, threads: 1 }))
      if (event.type === 'end') classes = await event.model.classify(set)
    const right = classes.filter((found, i) => found === set.series[i]!.labels.speaker).length
    expect(right / classes.length).toBeGreaterThan(0.9)
  })

  it('needs the label', async () => {
    const configuration = parseConfiguration(small)
    const events = trainSupervised({ series: set, label: 'language', configuration })
    await expect(events.next()).rejects.toThrow("has no label 'language'")
  })
})
