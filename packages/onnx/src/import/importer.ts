// What an importer is: how the nodes of one ONNX operator become expressions.
import type { Imported } from './imported.js'
import type { NodeReader } from './node-reader.js'

/** One ONNX operator. */
export interface Importer {
  /** The node's outputs, in order, from its inputs and attributes. */
  read(node: NodeReader): Imported | readonly Imported[]
  /** Inputs that are weights by their place, also where they hold a single number. */
  readonly weights?: readonly number[]
  /** Inputs that are never trained: running statistics. */
  readonly fixed?: readonly number[]
  /** Whether the output is the first input, if perhaps of another dtype or shape, or with its axes in another order. */
  readonly passesOn?: boolean
}

/** Importers by the names of their operators in the ai.onnx set. */
export type Importers = Readonly<Record<string, Importer>>
