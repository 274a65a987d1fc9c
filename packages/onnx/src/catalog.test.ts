// Every entry of the catalog by the reference, whose gradients are held to finite differences, and on the CPU.
import { evaluate, inputsOf, item } from '@infonce/core'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { type CatalogEntry, catalog, exampleOf } from './catalog.fixture.js'
import { catalogOn } from './catalog-on-runtime.fixture.js'

const entries = Object.entries(catalog).flatMap(([kind, list]) =>
  list.map((entry): [string, CatalogEntry] => [
    `${kind}: ${entry.name}${entry.variant === undefined ? '' : `, ${entry.variant}`}`,
    entry,
  ]),
)

describe('the gradient is what finite differences say of', () => {
  // Where the gradient is not that of the loss by design, an oracle holds it.
  it.each(entries.filter(([, { ownGradient }]) => !ownGradient))('%s', (_, entry) => {
    const { outputs, feeds } = exampleOf(entry, 'x')
    const loss = outputs['x/loss']!
    const lossAt = (name: string, i: number, shift: number): number => {
      const { shape, data } = feeds[name] as { shape: number[]; data: number[] }
      return item(evaluate(loss, { ...feeds, [name]: { shape, data: data.map((x, j) => (i === j ? x + shift : x)) } }))
    }
    for (const name of Object.keys(entry.inputs)) {
      const expression = outputs[`x/slope/${name}`]!
      const asked = inputsOf([expression]).map(({ attributes }) => attributes.name)
      const slope = evaluate(expression, Object.fromEntries(asked.map((input) => [input, feeds[input]!]))).data
      const scale = Math.max(...Array.from(slope, Math.abs), 1e-3)
      for (const [i, found] of Array.from(slope).entries()) {
        const wanted = (lossAt(`x/${name}`, i, 1e-5) - lossAt(`x/${name}`, i, -1e-5)) / 2e-5
        expect(Math.abs(found - wanted), `${name}, entry ${i}: ${found}, expected ${wanted}`).toBeLessThan(1e-6 * scale)
      }
    }
  })
})

describe('on ONNX Runtime', () => catalogOn(ort, 'cpu'))
