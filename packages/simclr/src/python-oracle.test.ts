// Exported encoders against Python's ONNX Runtime. tools/oracles/README.md says how these were made.
import { readFileSync } from 'node:fs'
import { encodeLabels, nearestNeighbors } from '@infonce/evaluation'
import { toModel } from '@infonce/onnx'
import { choicesOf, hostTensor, openSession, weightsFor } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type Configuration, settings } from './configuration.js'
import { encoderGraph } from './graphs.js'
import { SimClr } from './simclr.js'
import { countedNumbers } from './testing/counted.js'

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
    /** How many images there are. */
    readonly images: number
    readonly found: Readonly<Record<string, Numbers>>
    /** Of each image the others, the nearest first. */
    readonly nearest: readonly (readonly number[])[]
  }[]
}

const { cases } = JSON.parse(
  readFileSync(new URL('./fixtures/exported-encoders.json', import.meta.url), 'utf8'),
) as Fixture

it('has every method', () => {
  expect(cases.map(({ configuration }) => configuration.method).sort()).toEqual(
    [...choicesOf(settings, 'method')].sort(),
  )
})

describe.each(cases)('encoder.onnx of $name', ({ configuration, parameters, images, found: there, nearest }) => {
  it('gives the representations that it gave there, and the same neighbors', async () => {
    const tensors = Object.entries(parameters).map(([name, { shape, data }]) => [
      name,
      hostTensor('float32', shape, Float32Array.from(data)),
    ])
    const model = new SimClr(configuration, Object.fromEntries(tensors))
    const graph = encoderGraph(configuration)
    const encoder = toModel(graph, { weights: weightsFor(graph, model) })
    const session = await openSession(encoder, { provider: 'cpu', threads: 1 })
    const { channels, size } = configuration
    const dims = [images, channels, size, size]
    const count = dims.reduce((a, b) => a * b, 1)
    const data = Float32Array.from(countedNumbers('images', count), (x) => (x + 99) / 256)
    const found = await session.run({ 'batch/images': hostTensor('float32', dims, data) })
    await session.close()
    expect(Object.keys(there)).toEqual(expect.arrayContaining(['h', 'z']))
    for (const [name, expected] of Object.entries(there)) {
      expect(found[name]!.dims, name).toEqual(expected.shape)
      expected.data.forEach((value, i) => {
        const difference = Math.abs(Number(found[name]!.data[i]) - value) / Math.max(1, Math.abs(value))
        expect(difference, `${name}[${i}]`).toBeLessThan(1e-5)
      })
    }
    const h = { rows: images, columns: found.h!.dims[1]!, data: found.h!.data as Float32Array }
    const labels = encodeLabels(Array.from({ length: images }, (_, n) => String(n % 2)))
    const { rows } = nearestNeighbors(h, labels, { k: images }).neighbors(h)
    for (const [n, expected] of nearest.entries())
      expect([...rows.slice(n * images, (n + 1) * images)].filter((other) => other !== n)).toEqual(expected)
  })
})
