import { evaluate, input, isInput, Random, reshape, type Tensor, transpose } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { contextOf, initialState } from './context.js'
import { encoderLayers, encodeSeries, encodeWindows, layerParameters } from './encoder.js'
import { geometryOf, samplesOf } from './geometry.js'

const small: ConfigurationInput = {
  channels: 2,
  widths: [5, 4, 3],
  kernels: [4, 5, 2],
  strides: [3, 2, 1],
  contextWidth: 4,
}

/** Numbers for every parameter of expressions. */
function feedsFor(parameters: readonly Tensor[]) {
  const random = Random.fromSeed(3)
  return Object.fromEntries(
    parameters.filter(isInput).map(({ attributes: { name, shape } }) => {
      const count = (shape as number[]).reduce((a, b) => a * b, 1)
      return [name, { shape: shape as number[], data: Float64Array.from({ length: count }, () => random.normal()) }]
    }),
  )
}

describe.each(['none', 'channel'] as const)('an encoder with the normalization %s', (normalization) => {
  const configuration = parseConfiguration({ ...small, normalization, gain: 3 })
  const layers = encoderLayers(configuration)
  const frames = 6
  const length = samplesOf(geometryOf(configuration), frames)
  const samples = input('batch/samples', 'float32', [2, 2, length])
  const random = Random.fromSeed(1)
  const feeds = {
    ...feedsFor(layerParameters(layers).map(({ tensor }) => tensor)),
    'batch/samples': { shape: [2, 2, length], data: Float64Array.from({ length: 4 * length }, () => random.normal()) },
  }

  it('gives the same frames of series and of windows', () => {
    const ofSeries = evaluate(encodeSeries(samples, layers), feeds)
    const ofWindows = evaluate(encodeWindows(transpose(samples), layers), feeds)
    expect(ofSeries.shape).toEqual([2, frames, 3])
    expect(ofWindows.shape).toEqual([2, frames, 3])
    ofSeries.data.forEach((value, i) => {
      expect(ofWindows.data[i]).toBeCloseTo(value, 10)
    })
    expect(Math.max(...ofSeries.data)).toBeGreaterThan(0)
  })
})

describe.each(['gru', 'convolution'] as const)('the context %s', (kind) => {
  const configuration = parseConfiguration({ ...small, context: kind, contextKernel: 3, contextLayers: 2 })
  const context = contextOf(configuration)
  const length = 7
  const frames = input('frames', 'float32', [2, length, 3])
  const random = Random.fromSeed(1)
  const data = Float64Array.from({ length: 2 * length * 3 }, () => random.normal())
  const weights = feedsFor(context.parameters.map(({ tensor }) => tensor))
  const whole = evaluate(context.advance(frames, initialState(context, 2)).contexts, {
    ...weights,
    frames: { shape: [2, length, 3], data },
  })

  it('sees no frame after its own', () => {
    const changed = data.slice()
    const at = 4
    for (let n = 0; n < 2; n++) for (let d = 0; d < 3; d++) changed[(n * length + at) * 3 + d]! += 1
    const after = evaluate(context.advance(frames, initialState(context, 2)).contexts, {
      ...weights,
      frames: { shape: [2, length, 3], data: changed },
    })
    const differs = (t: number) =>
      [0, 1].some((n) =>
        [0, 1, 2, 3].some((d) => whole.data[(n * length + t) * 4 + d] !== after.data[(n * length + t) * 4 + d]),
      )
    expect(Array.from({ length }, (_, t) => differs(t))).toEqual([false, false, false, false, true, true, true])
  })

  it('goes on from the state that it left', () => {
    const shape = context.stateShape(2) as number[]
    const state = input('state', 'float32', shape)
    let before: Float64Array = new Float64Array(shape.reduce((a, b) => a * b, 1))
    const parts: number[][] = [[], []]
    for (const [from, to] of [
      [0, 1],
      [1, 5],
      [5, 7],
    ] as const) {
      const part = input('part', 'float32', [2, to - from, 3])
      const own = [0, 1].flatMap((n) => [...data.slice((n * length + from) * 3, (n * length + to) * 3)])
      const { contexts, next } = context.advance(part, state)
      const found = evaluate(
        { contexts: reshape(contexts, [2, (to - from) * 4]), next },
        {
          ...weights,
          part: { shape: [2, to - from, 3], data: own },
          state: { shape, data: before },
        },
      )
      for (const n of [0, 1])
        parts[n]!.push(...found.contexts.data.slice(n * (to - from) * 4, (n + 1) * (to - from) * 4))
      before = found.next.data
    }
    parts.flat().forEach((value, i) => {
      expect(value).toBeCloseTo(whole.data[i]!, 12)
    })
  })
})
