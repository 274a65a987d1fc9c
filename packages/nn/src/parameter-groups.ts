// Parameters that are trained otherwise than the rest: with their own rate or decay, held to a projection, or not at all.
import { checkOptions, type InputAttributes, type Tensor, ValueError } from '@infonce/core'
import type { Optimizer } from './optimizer.js'
import type { Projection } from './projections.js'

/**
 * Which parameters, by their names without `parameter/`: a name in which `*` stands for any letters (`'encoder.*'`), a
 * regular expression, several of them, or a function.
 */
export type ParameterSelector =
  | string
  | RegExp
  | readonly (string | RegExp)[]
  | ((name: string, parameter: Tensor) => boolean)

/** How some parameters are trained. What is left out is as for all others. */
export interface ParameterGroup {
  readonly parameters: ParameterSelector
  /** Their optimizer. Default: that of the training. */
  readonly optimizer?: Optimizer
  /** Their learning rate, which no schedule moves, from 0 up. Default: the rate of each step. */
  readonly learningRate?: number
  /** What the rate of each step is multiplied by for them, from 0 up. Default: 1. */
  readonly learningRateScale?: number
  /** Their weight decay, for an optimizer that has one. Default: the optimizer's. */
  readonly weightDecay?: number
  /** Whether they stay as they are: no gradient, no state, no `next/…`. Default: false. */
  readonly frozen?: boolean
  /** What they are held to after every step. Default: nothing. */
  readonly projection?: Projection
}

/** How one parameter is trained. */
export interface ParameterPlan {
  readonly optimizer: Optimizer
  readonly frozen: boolean
  readonly learningRate?: number
  readonly learningRateScale: number
  readonly projection?: Projection
}

const OPTIONS = [
  'parameters',
  'optimizer',
  'learningRate',
  'learningRateScale',
  'weightDecay',
  'frozen',
  'projection',
] as const

/** Whether a selector names a parameter. */
export function selects(selector: ParameterSelector, name: string, parameter: Tensor): boolean {
  if (typeof selector === 'function') return selector(name, parameter)
  const patterns = typeof selector === 'string' || selector instanceof RegExp ? [selector] : selector
  return patterns.some((pattern) => (typeof pattern === 'string' ? wildcard(pattern) : pattern).test(name))
}

/** A selector in words, for metadata and messages. */
export function describeSelector(selector: ParameterSelector): string {
  if (typeof selector === 'function') return 'a function'
  if (typeof selector === 'string' || selector instanceof RegExp) return String(selector)
  return selector.map(String).join(', ')
}

const wildcard = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, (letter) => (letter === '*' ? '.*' : `\\${letter}`))}$`)

/**
 * How each parameter is trained: by the first group that names it.
 * @throws ValueError for a group that names no parameter that no group before it named, a rate that is no number from 0,
 *   both kinds of rate, a decay for an optimizer without one, or an option that does not exist
 */
export function plansOf(
  training: string,
  optimizer: Optimizer,
  groups: readonly ParameterGroup[],
  parameters: readonly Tensor<InputAttributes>[],
): ParameterPlan[] {
  const found = parameters.map((node) => {
    const name = node.attributes.name.slice('parameter/'.length)
    return groups.findIndex((group) => selects(group.parameters, name, node))
  })
  const plans = groups.map((group, i) => {
    const where = `${training}: groups[${i}] (${describeSelector(group.parameters)})`
    checkOptions(where, group, OPTIONS)
    if (!found.includes(i))
      throw new ValueError(
        `${where} names no parameter that is left to it: give a name or pattern of one, without 'parameter/'`,
      )
    const { learningRate, learningRateScale = 1, weightDecay, frozen = false, projection } = group
    for (const [name, rate] of Object.entries({ learningRate: learningRate ?? 0, learningRateScale }))
      if (!(rate >= 0 && rate < Number.POSITIVE_INFINITY))
        throw new ValueError(`${where}: ${name} must be a number from 0, found ${rate}`)
    if (learningRate !== undefined && group.learningRateScale !== undefined)
      throw new ValueError(`${where}: give learningRate or learningRateScale, not both`)
    const own = group.optimizer ?? optimizer
    if (weightDecay !== undefined && !own.withWeightDecay)
      throw new ValueError(`${where}: the optimizer ${own.name} has no weight decay`)
    return {
      optimizer: weightDecay === undefined ? own : own.withWeightDecay!(weightDecay),
      frozen,
      learningRateScale,
      ...(learningRate !== undefined && { learningRate }),
      ...(projection && { projection }),
    }
  })
  const rest: ParameterPlan = { optimizer, frozen: false, learningRateScale: 1 }
  return found.map((i) => (i === -1 ? rest : plans[i]!))
}

/** Groups as plain data, for metadata. */
export function describeGroups(groups: readonly ParameterGroup[]): object[] {
  return groups.map(({ parameters, optimizer, projection, ...rest }) => ({
    parameters: describeSelector(parameters),
    ...rest,
    ...(optimizer && { optimizer: { name: optimizer.name, ...optimizer.options } }),
    ...(projection && { projection: { name: projection.name, ...projection.options } }),
  }))
}
