// Exported encoders against Python's ONNX Runtime. tools/oracles/README.md says how these were made.
import { readFileSync } from 'node:fs'
import { toModel } from '@infonce/onnx'
import { choicesOf, type HostTensor, hostTensor, openSession, weightsFor } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type Configuration, settings } from './configuration.js'
import { Cpc } from './cpc.js'
import { frameStride, geometryOf, receptiveField } from './geometry.js'
import { encoderGraph } from './graphs.js'
import { referenceFrames } from './testing/reference-frames.js'

/** A tensor of the fixture, row-major. */
interface Numbers {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

interface Fixture {
  readonly cases: readonly {
    readonly name: string
    readonly configuration: Configuration
    readonly parameters: Readonly<Record<string, Numbers>>
    /** Samples [N, channels, S] and what came of them. */
    readonly series: readonly Readonly<Record<'samples' | 'z' | 'c', Numbers>>[]
  }[]
}

const { cases } = JSON.parse(
  readFileSync(new URL('./fixtures/exported-encoders.json', import.meta.url), 'utf8'),
) as Fixture

const tensorOf = ({ shape, data }: Numbers): HostTensor => hostTensor('float32', shape, Float32Array.from(data))

function expectClose(found: ArrayLike<number>, expected: readonly number[], what: string): void {
  expect(found.length, what).toBe(expected.length)
  expected.forEach((value, i) => {
    const difference = Math.abs(found[i]! - value) / Math.max(1, Math.abs(value))
    expect(difference, `${what}[${i}]`).toBeLessThan(1e-5)
  })
}

it('has both contexts', () => {
  expect(new Set(cases.map(({ configuration }) => configuration.context))).toEqual(
    new Set(choicesOf(settings, 'context')),
  )
})

describe.each(cases)('encoder.onnx of $name', ({ configuration, parameters, series }) => {
  const tensors = Object.entries(parameters).map(([name, numbers]) => [name, tensorOf(numbers)])
  const model = new Cpc(configuration, Object.fromEntries(tensors))

  it('has series of three lengths, one of whole strides, one with samples left over, one of a single frame', () => {
    const layers = geometryOf(configuration)
    const [field, stride] = [receptiveField(layers), frameStride(layers)]
    const beyond = series.map(({ samples }) => samples.shape[2]! - field)
    expect(beyond.map((length) => length % stride > 0)).toEqual([false, true, false])
    expect(beyond.map((length) => length > 0)).toEqual([true, true, false])
  })

  it('gives what it gave there', async () => {
    const graph = encoderGraph(configuration)
    const encoder = toModel(graph, { weights: weightsFor(graph, model) })
    const session = await openSession(encoder, { provider: 'cpu', threads: 1 })
    for (const { samples, ...expected } of series) {
      const found = await session.run({ 'batch/samples': tensorOf(samples) })
      for (const name of ['z', 'c'] as const) {
        expect(found[name]!.dims).toEqual(expected[name].shape)
        expectClose(Array.from(found[name]!.data, Number), expected[name].data, name)
      }
    }
    await session.close()
  })

  it('is the reference', () => {
    for (const { samples, ...expected } of series) {
      const [count, channels, length] = samples.shape as [number, number, number]
      const frames = Array.from({ length: count }, (_, n) =>
        referenceFrames(
          model,
          Float32Array.from(samples.data.slice(n * channels * length, (n + 1) * channels * length)),
        ),
      )
      for (const name of ['z', 'c'] as const)
        expectClose(
          frames.flatMap((each) => [...each[name]]),
          expected[name].data,
          name,
        )
    }
  })
})
