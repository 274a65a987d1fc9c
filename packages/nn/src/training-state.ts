// What moves in a step: parameters, the optimizer's slots for them, and what a model carries over by itself.
import {
  type Gradient,
  type Graph,
  type InputAttributes,
  input,
  inputsOf,
  isInput,
  type Shape,
  shapeText,
  type Tensor,
  ValueError,
} from '@infonce/core'
import type { Optimizer } from './optimizer.js'

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
  /** What a step carries over to the next beside parameters. Default: nothing. */
  readonly carried?: readonly CarriedState[]
  /** Texts for the metadata of all graphs. */
  readonly metadata: Readonly<Record<string, string>>
}

/** Name of the input of a step that holds the learning rate, a float32 scalar. */
export const LEARNING_RATE = 'learning-rate'
/** Name of the input of a step that holds its number, a float32 scalar, 1 at the first; absent where nothing reads it. */
export const STEP = 'step'

/** A {@link MovedDefinition}, checked, with the inputs of its state. */
export class TrainingState {
  readonly parameters: readonly Tensor<InputAttributes>[]
  /** The optimizer's slots for each parameter. */
  readonly slots: readonly Readonly<Record<string, Tensor<InputAttributes>>>[]
  readonly carried: readonly (CarriedState & { readonly tensor: Tensor<InputAttributes> })[]
  readonly learningRate: Tensor = input(LEARNING_RATE, 'float32', [])
  readonly step: Tensor = input(STEP, 'float32', [])

  /** @throws ValueError for parameters and carried state that are no inputs of their names, stand twice, or change shape */
  constructor(private readonly definition: MovedDefinition) {
    const { name, parameters, optimizer, carried = [] } = definition
    this.parameters = parameters.filter(isInput)
    const wrong = parameters.find((node) => !isInput(node) || !node.attributes.name.startsWith('parameter/'))
    if (wrong) throw new ValueError(`${name}: ${wrong} is not a parameter: create it with parameter(name, shape)`)
    const names = this.parameters.map(({ attributes }) => attributes.name)
    const twice = names.find((name, i) => names.indexOf(name) !== i)
    if (twice !== undefined) throw new ValueError(`${name}: two of the parameters are '${twice}'`)
    this.carried = carried.map((each) => checkCarried(name, each))
    this.slots = this.parameters.map((node) =>
      Object.fromEntries(
        Object.keys(optimizer.slots).map((slot) => [
          slot,
          input(`state/${shortName(node)}.${slot}`, 'float32', node.shape) as Tensor<InputAttributes>,
        ]),
      ),
    )
  }

  /** The inputs of the model's own state. */
  get own(): Tensor<InputAttributes>[] {
    return this.carried.map(({ tensor }) => tensor)
  }

  /** The inputs of all state: the optimizer's, then the model's own. */
  get all(): Tensor<InputAttributes>[] {
    return [...this.slots.flatMap((slots) => Object.values(slots)), ...this.own]
  }

  /** The optimizer's state, then the model's own. */
  get stateSlots(): StateSlot[] {
    const ofOptimizer = this.slots.flatMap((slots) =>
      Object.entries(slots).map(([slot, { attributes }]) => ({
        name: attributes.name,
        shape: attributes.shape,
        initial: this.definition.optimizer.slots[slot]!,
      })),
    )
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
    if (this.parameters.some((node) => read.includes(node))) return
    const [name, none] = [this.definition.name, this.parameters.length === 0]
    const names = read.map(({ attributes }) => `'${attributes.name}'`).join(', ')
    throw new ValueError(
      `${name}: a step would train nothing: ${none ? 'there are no parameters' : 'no parameter is read'}, only ` +
        `${names || 'constants'}; create trainable tensors with parameter(name, shape). Of a model from readModel, weights ` +
        'that are inputs of the file have no numbers in it: export the file with its weights (in PyTorch: ' +
        "export_params=True), or give their numbers as readModel's option weights",
    )
  }

  /** Parameter i and its slots after a step, as `next/…`. */
  update(i: number, gradient: Gradient): Record<string, Tensor> {
    const [parameter, state] = [this.parameters[i]!, this.slots[i]!]
    const { learningRate, step } = this
    const next = this.definition.optimizer.update({ parameter, gradient, state, learningRate, step })
    const outputs: Record<string, Tensor> = { [`next/${parameter.attributes.name}`]: next.parameter }
    for (const [slot, tensor] of Object.entries(next.state)) outputs[`next/${state[slot]!.attributes.name}`] = tensor
    return outputs
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
    const { optimizer } = this.definition
    return { optimizer: JSON.stringify({ name: optimizer.name, ...optimizer.options }) }
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
