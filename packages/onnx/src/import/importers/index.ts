// The table of importers, grouped by kind; nothing else switches on an operator's name.
import type { Importer, Importers } from '../importer.js'
import { activations } from './activation.js'
import { comparisons } from './comparison.js'
import { convolutions } from './convolution.js'
import { elementwise } from './elementwise.js'
import { indexings } from './indexing.js'
import { leaves } from './leaves.js'
import { matrices } from './matrix.js'
import { movements } from './movement.js'
import { normalizations } from './normalization.js'
import { poolings } from './pooling.js'
import { recurrences } from './recurrence.js'
import { reductions } from './reduction.js'

// Functions, since a table that is made when the module loads would stay in every bundle of the package.

/** Every importer by kind. */
export const importersByKind = (): Readonly<Record<string, Importers>> => ({
  leaves: leaves(),
  elementwise: elementwise(),
  activation: activations(),
  comparison: comparisons(),
  reduction: reductions(),
  normalization: normalizations(),
  matrix: matrices(),
  convolution: convolutions(),
  pooling: poolings(),
  recurrence: recurrences(),
  movement: movements(),
  indexing: indexings(),
})

let table: ReadonlyMap<string, Importer> | undefined

/** Every importer by its ai.onnx operator. */
export function importers(): ReadonlyMap<string, Importer> {
  table ??= new Map(Object.values(importersByKind()).flatMap((kind) => Object.entries(kind)))
  return table
}
