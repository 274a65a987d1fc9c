// Holds ONNX Runtime to the reference on the examples of the catalog, those of a kind in one graph.
import { evaluate } from '@infonce/core'
import { expect, it } from 'vitest'
import { type CatalogEntry, catalog, examplesOf } from './catalog.fixture.js'
import { type Runtime, runOutputs, type SweepOptions } from './sweep-on-runtime.fixture.js'

/**
 * Declares a test for each kind: losses and gradients of its entries are the reference's within 2e-5 of the largest. Those
 * that a provider computes partly on the CPU are apart, and may.
 */
export function catalogOn(ort: Runtime, provider: string, options: SweepOptions = {}): void {
  const kinds = Object.entries(catalog).flatMap(([kind, entries]) => {
    const [whole, partly] = [false, true].map((wanted) =>
      entries.filter(({ partlyOnCpu = false }) => partlyOnCpu === wanted),
    ) as [CatalogEntry[], CatalogEntry[]]
    const rest = [`${kind}, partly on the CPU`, partly, { ...options, strict: false }] as const
    return [[kind, whole, options] as const, ...(partly.length > 0 ? [rest] : [])]
  })
  it.each(kinds)('%s', async (_, entries, how) => {
    const { outputs, feeds } = examplesOf(entries)
    const expected = evaluate(outputs, feeds)
    const found = await runOutputs(outputs, feeds, ort, provider, how)
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
