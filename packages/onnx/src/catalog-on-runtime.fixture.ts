// Holds ONNX Runtime to the reference on the examples of the catalog, those of a kind in one graph.
import { evaluate } from '@infonce/core'
import { expect, it } from 'vitest'
import { catalog, examplesOf } from './catalog.fixture.js'
import { type Runtime, runOutputs, type SweepOptions } from './sweep-on-runtime.fixture.js'

/** Declares a test for each kind: losses and gradients of its entries are the reference's within 2e-5 of the largest. */
export function catalogOn(ort: Runtime, provider: string, options: SweepOptions = {}): void {
  it.each(Object.keys(catalog))('%s', async (kind) => {
    const { outputs, feeds } = examplesOf(kind)
    const expected = evaluate(outputs, feeds)
    const found = await runOutputs(outputs, feeds, ort, provider, options)
    for (const [name, { data }] of Object.entries(expected)) {
      const scale = Math.max(...Array.from(data, Math.abs), 1)
      const values = Array.from(found[name]!.data as Float32Array)
      for (const [i, value] of values.entries())
        expect(Math.abs(value - data[i]!), `${name}, entry ${i}: ${value}, expected ${data[i]}`).toBeLessThan(
          2e-5 * scale,
        )
    }
  })
}
