// Two tables of which each row has a hidden part in common, mixed in another way.
import { Random } from '@infonce/core'
import type { Tables } from './matching.js'

export function tables(rows: number, seed = 1): Tables {
  const random = Random.fromSeed(seed)
  const mixes = [6, 5].map((width) => Array.from({ length: width * 4 }, () => random.uniform() - 0.5))
  const [left, right] = [new Float32Array(rows * 6), new Float32Array(rows * 5)]
  for (let row = 0; row < rows; row++) {
    const hidden = Array.from({ length: 4 }, () => random.uniform() - 0.5)
    for (const [table, mix, width] of [
      [left, mixes[0]!, 6],
      [right, mixes[1]!, 5],
    ] as const)
      for (let i = 0; i < width; i++)
        table[row * width + i] = hidden.reduce((sum, value, k) => sum + value * mix[i * 4 + k]!, 0)
  }
  return { left, right, rows }
}
