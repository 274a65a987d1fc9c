import { expect, it } from 'vitest'
import { csvRow, float32Text } from './csv-text.js'

it('quotes fields that would be taken apart', () => {
  expect(csvRow(['a b', 'c,d', 'e"f', 'g\nh', ' i', ''])).toBe('a b,"c,d","e""f","g\nh"," i",\n')
})

it('writes a float32 so that it is read back, and no longer', () => {
  expect([0.1, -2.5, 0, 1e-20, 16777216].map((value) => float32Text(Math.fround(value)))).toEqual([
    ...['0.1', '-2.5', '0', '1e-20', '16777216'],
  ])
  for (let i = 0; i < 1000; i++) {
    const value = Math.fround(Math.sin(i) * 10 ** ((i % 60) - 30))
    expect(Math.fround(Number(float32Text(value)))).toBe(value)
  }
})
