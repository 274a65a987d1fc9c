// The graphs of small models, what they were fed and what Python's ONNX Runtime gave: tools/oracles/check_exports.py.
import { readFileSync } from 'node:fs'
import type { Configuration } from './configuration.js'
import type { BlockSizes } from './skip-gram.js'

/** A tensor of the fixture, row-major. */
export interface Numbers {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

/** Tensors by the names of inputs and outputs. */
export type Values = Readonly<Record<string, Numbers>>

interface Fixture {
  readonly learningRate: number
  readonly cases: readonly {
    readonly name: string
    readonly configuration: Configuration
    readonly vocabulary: number
    readonly sizes: BlockSizes
    readonly parameters: Values
    readonly batch: Values
    readonly results: Readonly<Record<'loss' | 'gradient' | 'step', Values>>
  }[]
}

/** A model of every objective. */
export const exportedModels: Fixture = JSON.parse(
  readFileSync(new URL('./fixtures/exported-models.json', import.meta.url), 'utf8'),
)
