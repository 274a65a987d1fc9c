// What an optimizer is: an update of one parameter, as expressions.
import type { Gradient, RowPart, Tensor } from '@infonce/core'

/** One step of an optimizer for one parameter. */
export interface UpdateInput {
  readonly parameter: Tensor
  /** Of the parameter's shape, or rows of it. */
  readonly gradient: Gradient
  /** The optimizer's slots for this parameter, by name. */
  readonly state: Readonly<Record<string, Tensor>>
  /** float32 scalar. */
  readonly learningRate: Tensor
  /** float32 scalar, 1 at the first step. */
  readonly step: Tensor
}

/** The parameter and its slots after the step. */
export interface UpdateOutput {
  readonly parameter: Tensor
  readonly state: Readonly<Record<string, Tensor>>
  /** The same, where nothing but some rows of a table changes: a host may then add them where the table lies. */
  readonly changes?: RowChanges
}

/** What a step adds to rows of a table and of its slots. */
export interface RowChanges {
  readonly parameter: RowPart
  /** By slot, with the indices of the parameter. */
  readonly state: Readonly<Record<string, RowPart>>
  /**
   * Which places of the indices count, bool [n], where no row of the table changes at two of them; the others are zeros.
   * Undefined where what is added to one row may stand at several places.
   */
  readonly named?: Tensor
}

/** An optimizer: which slots it keeps beside a parameter, and how it updates both. */
export interface Optimizer {
  /** `'sgd'`, `'momentum'`, `'adagrad'`, `'adam'`, `'adamw'`, `'lars'`. */
  readonly name: string
  /** Its options, for metadata. */
  readonly options: Readonly<Record<string, number | boolean>>
  /** Slots of the parameter's shape, with the number that fills them before the first step. */
  readonly slots: Readonly<Record<string, number>>
  /**
   * Whether a step is `parameter − learningRate · gradient` and nothing else but what `maxRowChange` says. A host may
   * then apply the rows of a gradient to a table by itself, without the table passing through the graph.
   */
  readonly subtractsGradient: boolean
  /** Where it subtracts the gradient: how far a row may move in a step, by the L2 norm. Default: any distance. */
  readonly maxRowChange?: number
  /** The same optimizer with another weight decay; absent where it has none. */
  withWeightDecay?(weightDecay: number): Optimizer
  update(input: UpdateInput): UpdateOutput
}
