// Frames of a series by the float64 reference, and how near those of a provider must be.
import { evaluate } from '@infonce/core'
import { weightsFor } from '@infonce/runtime'
import { expect } from 'vitest'
import type { Cpc } from '../cpc.js'
import type { Frames } from '../frames.js'
import { frameStride, framesOf, geometryOf, receptiveField } from '../geometry.js'
import { encoderGraph } from '../graphs.js'

/** Frames of samples [channels, S], by the model's encoder; samples after the last whole frame are left out. */
export function referenceFrames(
  model: Cpc,
  samples: Float32Array,
): Record<'z' | 'c', Float64Array> & { count: number } {
  const { channels } = model.configuration
  const layers = geometryOf(model.configuration)
  const length = samples.length / channels
  const count = framesOf(layers, length)
  const used = receptiveField(layers) + (count - 1) * frameStride(layers)
  const rows = Array.from({ length: channels }, (_, k) => [...samples.subarray(k * length, k * length + used)])
  const graph = encoderGraph(model.configuration)
  const parameters = Object.entries(weightsFor(graph, model)).map(([name, data]) => [
    name,
    { shape: model.parameters[name]!.dims, data },
  ])
  const { z, c } = evaluate(graph.outputs, {
    ...Object.fromEntries(parameters),
    'batch/samples': { shape: [1, channels, used], data: rows.flat() },
  })
  return { count, z: z!.data, c: c!.data }
}

/** Expects frames to be those of the reference, to 1e-5. */
export function expectReferenceFrames(found: Frames, model: Cpc, samples: Float32Array): void {
  const expected = referenceFrames(model, samples)
  const { widths, contextWidth } = model.configuration
  expect(found.count).toBe(expected.count)
  expect(found.z.length).toBe(expected.count * widths.at(-1)!)
  expect(found.c.length).toBe(expected.count * contextWidth)
  for (const name of ['z', 'c'] as const)
    for (const [i, value] of expected[name].entries())
      expect(Math.abs(found[name][i]! - value), `${name}[${i}]`).toBeLessThan(1e-5)
}
