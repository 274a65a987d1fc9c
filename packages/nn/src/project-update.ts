// An update, held to a projection.
import { add, gather, RowGradient, scatterRowsAdd, subtract, type Tensor } from '@infonce/core'
import type { UpdateOutput } from './optimizer.js'
import type { Projection } from './projections.js'
import { whereNamed } from './update-rule.js'

/**
 * The update with the parameter after it projected. Where only rows of a table change, only these are, to rounding, as
 * what is added to them is what changes.
 */
export function projectUpdate(parameter: Tensor, update: UpdateOutput, projection: Projection): UpdateOutput {
  const { changes } = update
  if (!changes) return { ...update, parameter: projection.project(update.parameter) }
  // A projection needs all that a row gets at once.
  const summed = new RowGradient(parameter.shape, [changes.parameter], changes.named).coalesce()
  const { indices, rows } = summed.parts[0]!
  const before = gather(parameter, indices)
  const moved = whereNamed(summed.named, subtract(projection.project(add(before, rows)), before))
  return {
    parameter: scatterRowsAdd(parameter, indices, moved),
    state: update.state,
    changes: { ...changes, parameter: { indices, rows: moved }, named: summed.named },
  }
}
