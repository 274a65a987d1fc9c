// What moves in a step: parameters, the optimizer's slots for them, and what a model carries over by itself.
import {
  checkOptions,
  type Gradient,
  type Graph,
  type InputAttributes,
  input,
  inputsOf,
  isInput,
  multiply,
  RowGradient,
  type Shape,
  scalar,
  shapeText,
  type Tensor,
  ValueError,
} from '@infonce/core'
import { type ClippedGradients, clipByGlobalNorm } from './clip-gradients.js'
import type { Optimizer, UpdateOutput } from './optimizer.js'
import {
  describeGroups,
  describeSelector,
  type ParameterGroup,
  type ParameterPlan,
  plansOf,
} from './parameter-groups.js'
import { projectUpdate } from './project-update.js'
import { averageAfter, averageName, checkAveraging, isAveraged, type WeightAveraging } from './weight-averaging.js'

/** A tensor that steps carry over and no gradient moves: running statistics, a momentum encoder's weight, a queue. */
export interface CarriedState {
  /** An input named `state/…`, float32. */
  readonly tensor: Tensor
  /** What it is at the next step, of the same shape. */
  readonly next: Tensor
  /** The number that fills it before the first step. Default: 0. */
  readonly initial?: number
}

/** One tensor of the state that a step carries over: the optimizer's, then the model's own. */
export interface StateSlot {
  /** `state/<parameter>.<slot>`, or the name of a {@link CarriedState}. */
  readonly name: string
  readonly shape: Shape
  /** The number that fills it before the first step. */
  readonly initial: number
}

/** What every kind of training defines beside its loss. */
export interface MovedDefinition {
  readonly name: string
  /** Inputs named `parameter/…`. */
  readonly parameters: readonly Tensor[]
  readonly optimizer: Optimizer
  /** Parameters that are trained otherwise, each by the first group that names it. Default: all are trained alike. */
  readonly groups?: readonly ParameterGroup[]
  /**
   * Gradients of a step are scaled down to this L2 norm of all of them together, above 0: PyTorch's `clip_grad_norm_`.
   * Default: they stay as they are.
   */
  readonly maxGradientNorm?: number
  /**
   * Averages of parameters, kept as state beside them. The average of a table takes a pass over all of it in every step.
   * Default: none.
   */
  readonly averaging?: WeightAveraging
  /** What a step carries over to the next beside parameters. Default: nothing. */
  readonly carried?: readonly CarriedState[]
  /** Texts for the metadata of all graphs. Default: none */
  readonly metadata?: Readonly<Record<string, string>>
}

/** Name of the input of a step that holds the learning rate, a float32 scalar. */
export const LEARNING_RATE = 'learning-rate'
/** Name of the input of a step that holds its number, a float32 scalar, 1 at the first; absent where nothing reads it. */
export const STEP = 'step'

/** All that definitions of trainings say, in chunks or not. */
const DEFINITION = [
  'name',
  'loss',
  'metrics',
  'parameters',
  'optimizer',
  'groups',
  'maxGradientNorm',
  'averaging',
  'carried',
  'metadata',
  ...['batch', 'chunk', 'block', 'inputs', 'embeddings'],
] as const

/** A {@link MovedDefinition}, checked, with the inputs of its state. */
export class TrainingState {
  readonly parameters: readonly Tensor<InputAttributes>[]
  /** How each parameter is trained. */
  private readonly plans: readonly ParameterPlan[]
  /** The average of each parameter that has one. */
  private readonly averages: readonly (Tensor<InputAttributes> | undefined)[]
  /** The optimizer's slots for each parameter, none for a frozen one. */
  readonly slots: readonly Readonly<Record<string, Tensor<InputAttributes>>>[]
  readonly carried: readonly (CarriedState & { readonly tensor: Tensor<InputAttributes> })[]
  readonly learningRate: Tensor = input(LEARNING_RATE, 'float32', [])
  readonly step: Tensor = input(STEP, 'float32', [])

  /**
   * @throws ValueError for parameters and carried state that are no inputs of their names, stand twice, or change shape;
   *   for impossible groups, averaging or `maxGradientNorm`
   */
  constructor(private readonly definition: MovedDefinition) {
    checkOptions(`the training '${definition.name}'`, definition, DEFINITION)
    const { name, parameters, optimizer, groups = [], maxGradientNorm, averaging, carried = [] } = definition
    this.parameters = parameters.filter(isInput)
    const wrong = parameters.find((node) => !isInput(node) || !node.attributes.name.startsWith('parameter/'))
    if (wrong) throw new ValueError(`${name}: ${wrong} is not a parameter: create it with parameter(name, shape)`)
    const names = this.parameters.map(({ attributes }) => attributes.name)
    const twice = names.find((name, i) => names.indexOf(name) !== i)
    if (twice !== undefined) throw new ValueError(`${name}: two of the parameters are '${twice}'`)
    this.carried = carried.map((each) => checkCarried(name, each))
    this.plans = plansOf(name, optimizer, groups, this.parameters)
    if (maxGradientNorm !== undefined && !(maxGradientNorm > 0 && maxGradientNorm < Number.POSITIVE_INFINITY))
      throw new ValueError(`${name}: maxGradientNorm must be above 0 and finite, found ${maxGradientNorm}`)
    if (averaging) checkAveraging(name, averaging)
    const stateOf = (node: Tensor, name: string) => input(name, 'float32', node.shape) as Tensor<InputAttributes>
    this.slots = this.parameters.map((node, i) => {
      const { optimizer, frozen } = this.plans[i]!
      const names = frozen ? [] : Object.keys(optimizer.slots)
      return Object.fromEntries(names.map((slot) => [slot, stateOf(node, `state/${shortName(node)}.${slot}`)]))
    })
    this.averages = this.parameters.map((node, i) =>
      !this.plans[i]!.frozen && isAveraged(averaging, shortName(node), node)
        ? stateOf(node, averageName(shortName(node)))
        : undefined,
    )
    if (averaging && this.averages.every((average) => average === undefined))
      throw new ValueError(`${name}: averaging names no parameter that is trained`)
  }

  /** Whether parameter i is not trained. */
  isFrozen(i: number): boolean {
    return this.plans[i]!.frozen
  }

  /** The inputs of the model's own state. */
  get own(): Tensor<InputAttributes>[] {
    return this.carried.map(({ tensor }) => tensor)
  }

  /** The inputs of all state: the optimizer's, then the model's own. */
  get all(): Tensor<InputAttributes>[] {
    return [
      ...this.slots.flatMap((slots, i) => [...Object.values(slots), ...(this.averages[i] ? [this.averages[i]] : [])]),
      ...this.own,
    ]
  }

  /** The optimizer's state, then the model's own. */
  get stateSlots(): StateSlot[] {
    const ofOptimizer = this.slots.flatMap((slots, i) => {
      const own = Object.entries(slots).map(([slot, { attributes }]) => ({
        name: attributes.name,
        shape: attributes.shape,
        initial: this.plans[i]!.optimizer.slots[slot]!,
      }))
      const average = this.averages[i]?.attributes
      return average ? [...own, { name: average.name, shape: average.shape, initial: 0 }] : own
    })
    const own = this.carried.map(({ tensor: { attributes }, initial = 0 }) => ({
      name: attributes.name,
      shape: attributes.shape,
      initial,
    }))
    return [...ofOptimizer, ...own]
  }

  /** The inputs that expressions read beside parameters and state. Throws a `ValueError` for unknown ones of these. */
  batchOf(outputs: readonly Tensor[]): Tensor<InputAttributes>[] {
    const { name } = this.definition
    const known = new Set<Tensor>([...this.parameters, ...this.own])
    const batch = inputsOf(outputs).filter((node) => !known.has(node))
    const unknown = batch.find(({ attributes }) => attributes.name.startsWith('state/'))
    if (unknown)
      throw new ValueError(`${name}: '${unknown.attributes.name}' is used but is not among the carried state`)
    const untrained = batch.find(({ attributes }) => attributes.name.startsWith('parameter/'))
    if (untrained)
      throw new ValueError(`${name}: '${untrained.attributes.name}' is used but is not among the parameters`)
    return batch
  }

  /** Throws a `ValueError` when what is trained reads no parameter: its steps would move nothing, and not say so. */
  requireTrained(trained: readonly Tensor[]): void {
    const read = inputsOf(trained)
    if (this.parameters.some((node, i) => !this.isFrozen(i) && read.includes(node))) return
    const [name, none] = [this.definition.name, this.parameters.length === 0]
    if (this.parameters.some((node) => read.includes(node)))
      throw new ValueError(`${name}: a step would train nothing: all parameters that are read are frozen by groups`)
    const names = read.map(({ attributes }) => `'${attributes.name}'`).join(', ')
    throw new ValueError(
      `${name}: a step would train nothing: ${none ? 'there are no parameters' : 'no parameter is read'}, only ` +
        `${names || 'constants'}; create trainable tensors with parameter(name, shape). Of a model from readModel, weights ` +
        'that are inputs of the file have no numbers in it: export the file with its weights (in PyTorch: ' +
        "export_params=True), or give their numbers as readModel's option weights",
    )
  }

  /** Gradients of all parameters as a step takes them: those that are trained, clipped where the definition says so. */
  clip(gradients: readonly Gradient[]): { readonly gradients: readonly Gradient[]; readonly norm?: Tensor } {
    const { maxGradientNorm } = this.definition
    if (maxGradientNorm === undefined) return { gradients }
    const trained = gradients.filter((_, i) => !this.isFrozen(i))
    const clipped: ClippedGradients = clipByGlobalNorm(trained, maxGradientNorm)
    const left = [...clipped.gradients]
    return { gradients: gradients.map((found, i) => (this.isFrozen(i) ? found : left.shift()!)), norm: clipped.norm }
  }

  /** Parameter i and its slots after a step. */
  next(i: number, gradient: Gradient): UpdateOutput {
    const [parameter, state, plan] = [this.parameters[i]!, this.slots[i]!, this.plans[i]!]
    const { learningRateScale: scale } = plan
    const given = scale === 1 ? this.learningRate : multiply(this.learningRate, scale)
    const learningRate = plan.learningRate === undefined ? given : scalar(plan.learningRate)
    const update = plan.optimizer.update({ parameter, gradient, state, learningRate, step: this.step })
    return plan.projection ? projectUpdate(parameter, update, plan.projection) : update
  }

  /** Parameter i, its slots and its average after a step, as `next/…`; nothing of a frozen one. */
  update(i: number, gradient: Gradient): Record<string, Tensor> {
    if (this.isFrozen(i)) return {}
    const [parameter, state, average] = [this.parameters[i]!, this.slots[i]!, this.averages[i]]
    const next = this.next(i, gradient)
    const outputs: Record<string, Tensor> = { [`next/${parameter.attributes.name}`]: next.parameter }
    for (const [slot, tensor] of Object.entries(next.state)) outputs[`next/${state[slot]!.attributes.name}`] = tensor
    if (average) {
      const { decay } = this.definition.averaging!
      outputs[`next/${average.attributes.name}`] = averageAfter(average, next.parameter, decay, this.step)
    }
    return outputs
  }

  /**
   * How a host may update table i with a row gradient where it lies, without it passing through the graph: by
   * subtracting the gradient times the learning rate, or by adding changes. Undefined where it cannot.
   */
  hostUpdate(i: number, gradient: Gradient): 'gradient' | 'change' | undefined {
    const { optimizer, frozen, learningRate, learningRateScale, projection } = this.plans[i]!
    if (frozen || !(gradient instanceof RowGradient) || this.averages[i]) return undefined
    const isPlain = learningRate === undefined && learningRateScale === 1 && !projection
    if (optimizer.subtractsGradient && isPlain) return 'gradient'
    return this.next(i, gradient).changes ? 'change' : undefined
  }

  /** How far a row of table i may move in a step, where the host subtracts its gradient. */
  maxRowChange(i: number): number | undefined {
    return this.plans[i]!.optimizer.maxRowChange
  }

  /** A graph of some of these inputs, in this order: parameters, state, the given ones, learning rate and step. */
  graph(
    kind: string,
    batch: readonly Tensor[],
    outputs: Readonly<Record<string, Tensor>>,
    more: Readonly<Record<string, string>> = {},
  ): Graph {
    const { name, metadata } = this.definition
    // A runtime refuses to be fed what a graph does not use, so only inputs that some output needs are listed.
    const needed = new Set<Tensor>(inputsOf(Object.values(outputs)))
    const inputs = [...this.parameters, ...this.all, ...batch, this.learningRate, this.step]
    return {
      name: `${name}.${kind}`,
      inputs: inputs.filter((node) => needed.has(node)),
      outputs,
      metadata: { ...metadata, ...more },
    }
  }

  /** Name and options of the optimizer, for the metadata of the graph that it is in. */
  get optimizerMetadata(): { readonly optimizer: string } {
    const { optimizer, groups = [], maxGradientNorm, averaging } = this.definition
    const of = averaging?.parameters === undefined ? {} : { parameters: describeSelector(averaging.parameters) }
    return {
      optimizer: JSON.stringify({
        name: optimizer.name,
        ...optimizer.options,
        ...(groups.length > 0 && { groups: describeGroups(groups) }),
        ...(maxGradientNorm !== undefined && { maxGradientNorm }),
        ...(averaging && { averaging: { decay: averaging.decay, ...of } }),
      }),
    }
  }
}

function checkCarried(name: string, { tensor, next, ...rest }: CarriedState) {
  if (!isInput(tensor) || !tensor.attributes.name.startsWith('state/'))
    throw new ValueError(`${name}: ${tensor} is not carried: create it with input('state/…', 'float32', shape)`)
  const { dtype, shape } = tensor
  if (dtype !== 'float32' || next.dtype !== 'float32' || shapeText(shape) !== shapeText(next.shape))
    throw new ValueError(
      `${name}: '${tensor.attributes.name}' is ${dtype} ${shapeText(shape)}, and ${next.dtype} ${shapeText(next.shape)} after a step: both must be float32 of one shape`,
    )
  return { ...rest, tensor, next }
}

/** A parameter's name without its `parameter/`. */
export function shortName({ attributes }: Tensor<InputAttributes>): string {
  return attributes.name.slice('parameter/'.length)
}
