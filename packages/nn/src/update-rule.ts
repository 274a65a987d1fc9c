// One rule of an optimizer, applied to a whole parameter, or to the rows of a table that a gradient names.
import {
  expandDimension,
  gather,
  multiply,
  negate,
  RowGradient,
  scatterRowsAdd,
  subtract,
  type Tensor,
  toDense,
  where,
} from '@infonce/core'
import type { UpdateInput, UpdateOutput } from './optimizer.js'

/** What a rule is given: tensors of one shape, a parameter's or of some of its rows. */
export interface RuleInput {
  readonly gradient: Tensor
  readonly parameter: Tensor
  readonly state: Readonly<Record<string, Tensor>>
  readonly step: Tensor
}

/** What is subtracted from the parameter, times the learning rate, and its slots after the step. */
export interface RuleOutput {
  readonly direction: Tensor
  readonly state: Readonly<Record<string, Tensor>>
}

/**
 * The update by an element-wise rule.
 * @param sparse whether a row gradient moves only the rows that it names, each once, by the sum of what it gets, and
 *   leaves the slots of all others as they are; a dense gradient is made of it otherwise
 */
export function updateBy(input: UpdateInput, sparse: boolean, rule: (given: RuleInput) => RuleOutput): UpdateOutput {
  const { parameter, gradient, state, learningRate, step } = input
  if (!sparse || !(gradient instanceof RowGradient)) {
    const after = rule({ gradient: toDense(gradient), parameter, state, step })
    return { parameter: subtract(parameter, multiply(learningRate, after.direction)), state: after.state }
  }
  const { parts, named } = gradient.coalesce()
  const { indices, rows } = parts[0]!
  const here = mapValues(state, (slot) => gather(slot, indices))
  const after = rule({ gradient: rows, parameter: gather(parameter, indices), state: here, step })
  const change = (moved: Tensor) => ({ indices, rows: whereNamed(named, moved) })
  const changes = {
    parameter: change(negate(multiply(learningRate, after.direction))),
    state: mapValues(after.state, (slot, name) => change(subtract(slot, here[name]!))),
    named,
  }
  return {
    parameter: scatterRowsAdd(parameter, indices, changes.parameter.rows),
    state: mapValues(changes.state, (moved, name) => scatterRowsAdd(state[name]!, indices, moved.rows)),
    changes,
  }
}

/** Rows [n, …] where `named` [n] holds, and zeros elsewhere. */
export function whereNamed(named: Tensor, rows: Tensor): Tensor {
  let mask = named
  while (mask.rank < rows.rank) mask = expandDimension(mask, mask.rank)
  return where(mask, rows, 0)
}

const mapValues = <T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T, name: string) => U,
): Record<string, U> => Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]))
