// The graphs of a training step: loss, gradient, and the whole step with its optimiser.
import {
  cast,
  type Gradient,
  type Graph,
  gradient,
  type InputAttributes,
  input,
  inputsOf,
  isInput,
  RowGradient,
  type RowPart,
  type Shape,
  shapeText,
  substitute,
  type Tensor,
  ValueError,
} from '@infonce/core'
import type { Optimiser } from './optimiser.js'

/** What is trained: a loss, what to watch, and how its parameters move. */
export interface TrainingDefinition {
  readonly name: string
  /** float32 scalar. */
  readonly loss: Tensor
  /** float32 scalars by name, without their `metric/`. */
  readonly metrics: Readonly<Record<string, Tensor>>
  /** Inputs named `parameter/…`. */
  readonly parameters: readonly Tensor[]
  readonly optimiser: Optimiser
  /** What a step carries over to the next beside parameters. Default: nothing. */
  readonly carried?: readonly CarriedState[]
  /** Texts for the metadata of all graphs. */
  readonly metadata: Readonly<Record<string, string>>
}

/** A tensor that steps carry over and no gradient moves: running statistics, a momentum encoder's weight, a queue. */
export interface CarriedState {
  /** An input named `state/…`, float32. */
  readonly tensor: Tensor
  /** What it is at the next step, of the same shape. */
  readonly next: Tensor
  /** The number that fills it before the first step. Default: 0. */
  readonly initial?: number
}

/** One tensor of the state that a step carries over: the optimiser's, then the model's own. */
export interface StateSlot {
  /** `state/<parameter>.<slot>`, or the name of a {@link CarriedState}. */
  readonly name: string
  readonly shape: Shape
  /** The number that fills it before the first step. */
  readonly initial: number
}

/** Where the loss of a step goes, and who applies the rows of tables. */
export interface StepOptions {
  /** Whether loss and metrics are outputs. Default: true. */
  readonly loss?: boolean
  /**
   * Leaves tables with a row gradient to the host: instead of the next table, the step gives the parts of its
   * gradient, `gradient/<name>.<part>.rows` and `….indices`, to be subtracted times the learning rate. Default: false.
   */
  readonly rowsOnHost?: boolean
}

/** Name of the input of a step that holds the learning rate, a float32 scalar. */
export const LEARNING_RATE = 'learning-rate'
/** Name of the input of a step that holds its number, a float32 scalar, 1 at the first; absent where nothing reads it. */
export const STEP = 'step'

/**
 * Builds the graphs of one {@link TrainingDefinition}: `loss`, `gradient` and `step`, which every model exports as
 * `loss.onnx`, `gradient.onnx` and `step.onnx`.
 * @throws ValueError for parameters that are not inputs named `parameter/…`, stand twice, or are missing
 */
export class TrainingGraphs {
  private readonly parameters: readonly Tensor<InputAttributes>[]
  private readonly batch: readonly Tensor<InputAttributes>[]
  private readonly gradients: readonly Gradient[]
  private readonly states: readonly Readonly<Record<string, Tensor<InputAttributes>>>[]
  private readonly carried: readonly (CarriedState & { readonly tensor: Tensor<InputAttributes> })[]

  constructor(readonly definition: TrainingDefinition) {
    const { loss, metrics, parameters, optimiser } = definition
    this.parameters = parameters.filter(isInput)
    const wrong = parameters.find((node) => !isInput(node) || !node.attributes.name.startsWith('parameter/'))
    if (wrong) throw new ValueError(`${definition.name}: ${wrong} is no parameter: make it with parameter(name, shape)`)
    const names = this.parameters.map(({ attributes }) => attributes.name)
    const twice = names.find((name, i) => names.indexOf(name) !== i)
    if (twice !== undefined) throw new ValueError(`${definition.name}: two of the parameters are '${twice}'`)
    this.carried = (definition.carried ?? []).map((each) => carriedInput(definition.name, each))
    const ownState = this.carried.map(({ tensor }) => tensor)
    const all = inputsOf([loss, ...Object.values(metrics), ...this.carried.map(({ next }) => next)])
    this.batch = all.filter((node) => !parameters.includes(node) && !ownState.includes(node))
    const unknown = this.batch.find(({ attributes }) => attributes.name.startsWith('state/'))
    if (unknown)
      throw new ValueError(`${definition.name}: '${unknown.attributes.name}' is used but not among what is carried`)
    const untrained = this.batch.find(({ attributes }) => attributes.name.startsWith('parameter/'))
    if (untrained)
      throw new ValueError(`${definition.name}: '${untrained.attributes.name}' is used but not among the parameters`)
    this.gradients = gradient(loss, parameters)
    this.states = this.parameters.map((node) =>
      Object.fromEntries(
        Object.keys(optimiser.slots).map((slot) => [
          slot,
          input(`state/${shortName(node)}.${slot}`, 'float32', node.shape) as Tensor<InputAttributes>,
        ]),
      ),
    )
  }

  /** The optimiser's state, then the model's own. */
  get stateSlots(): StateSlot[] {
    const ofOptimiser = this.states.flatMap((slots) =>
      Object.entries(slots).map(([slot, { attributes }]) => ({
        name: attributes.name,
        shape: attributes.shape,
        initial: this.definition.optimiser.slots[slot]!,
      })),
    )
    const own = this.carried.map(({ tensor: { attributes }, initial = 0 }) => ({
      name: attributes.name,
      shape: attributes.shape,
      initial,
    }))
    return [...ofOptimiser, ...own]
  }

  /** Parameters, the model's own state where the loss reads it, and batch to `loss` and `metric/…`. */
  loss(): Graph {
    return this.graph('loss', [...this.parameters, ...this.ownState, ...this.batch], this.lossOutputs())
  }

  /** Parameters and batch to loss, metrics and `gradient/<name>`, or its `.rows` and `.indices`. */
  gradient(): Graph {
    const outputs = { ...this.lossOutputs() }
    this.parameters.forEach((node, i) => {
      const found = this.gradients[i]!
      const name = shortName(node)
      const named = found instanceof RowGradient ? rowOutputs(name, found) : { [`gradient/${name}`]: found }
      Object.assign(outputs, named)
    })
    return this.graph('gradient', [...this.parameters, ...this.ownState, ...this.batch], outputs)
  }

  /**
   * Parameters, state, batch, learning rate and step to their `next/…`, loss and metrics; its metadata also name the
   * optimiser, with its options.
   */
  step(options: StepOptions = {}): Graph {
    const { loss = true, rowsOnHost = false } = options
    const { optimiser } = this.definition
    const learningRate = input(LEARNING_RATE, 'float32', [])
    const step = input(STEP, 'float32', [])
    const outputs: Record<string, Tensor> = loss ? { ...this.lossOutputs() } : {}
    this.parameters.forEach((node, i) => {
      const found = this.gradients[i]!
      if (rowsOnHost && this.isHostTable(i)) {
        for (const [part, rows] of (found as RowGradient).parts.entries())
          Object.assign(outputs, rowOutputs(partName(shortName(node), part), rows))
        return
      }
      const state = this.states[i]!
      const next = optimiser.update({ parameter: node, gradient: found, state, learningRate, step })
      outputs[`next/${node.attributes.name}`] = next.parameter
      for (const [slot, tensor] of Object.entries(next.state)) outputs[`next/${state[slot]!.attributes.name}`] = tensor
    })
    for (const { tensor, next } of this.carried) outputs[`next/${tensor.attributes.name}`] = next
    const inputs = [...this.parameters, ...this.allState, ...this.batch, learningRate, step]
    return this.graph('step', inputs, outputs, {
      optimiser: JSON.stringify({ name: optimiser.name, ...optimiser.options }),
    })
  }

  /**
   * Several steps as one graph, each from where the one before it ended, for hosts where parameters travel to the
   * device and back at every run. Step k of them, from 0, reads its batch, learning rate and number, and gives its loss
   * and metrics, under {@link stepName}; `next/…` is what comes after the last.
   * @param options `loss`: whether loss and metrics are outputs. Default: true
   * @throws ValueError for a count that is no whole number from 1
   */
  steps(count: number, options: Pick<StepOptions, 'loss'> = {}): Graph {
    if (!Number.isInteger(count) || count < 1)
      throw new ValueError(`count must be a whole number from 1, found ${count}`)
    const one = this.step(options)
    const inputs = one.inputs.filter(isInput)
    const kept = new Set<Tensor>([...this.parameters, ...this.allState])
    let current = new Map<Tensor, Tensor>(inputs.filter((node) => kept.has(node)).map((node) => [node, node]))
    const outputs: Record<string, Tensor> = {}
    const own: Tensor[] = []
    for (let k = 0; k < count; k++) {
      const replacements = new Map(current)
      for (const node of inputs.filter((node) => !kept.has(node))) {
        const { name, dtype, shape } = node.attributes
        const renamed = input(stepName(k, name), dtype, shape)
        replacements.set(node, renamed)
        own.push(renamed)
      }
      const made = substitute(one.outputs, replacements)
      current = new Map(
        [...current.keys()].map((node) => [node, made[`next/${(node as Tensor<InputAttributes>).attributes.name}`]!]),
      )
      for (const [name, tensor] of Object.entries(made))
        if (!name.startsWith('next/')) outputs[stepName(k, name)] = tensor
    }
    for (const [node, tensor] of current) outputs[`next/${(node as Tensor<InputAttributes>).attributes.name}`] = tensor
    return { ...one, name: `${one.name}s`, inputs: [...current.keys(), ...own], outputs }
  }

  /** The tables that `rowsOnHost` leaves to the host: the names of their inputs, and how many parts each has. */
  get hostTables(): ReadonlyMap<string, number> {
    return new Map(
      this.parameters.flatMap(({ attributes }, i) =>
        this.isHostTable(i) ? [[attributes.name, (this.gradients[i] as RowGradient).parts.length]] : [],
      ),
    )
  }

  private get ownState(): Tensor<InputAttributes>[] {
    return this.carried.map(({ tensor }) => tensor)
  }

  private get allState(): Tensor<InputAttributes>[] {
    return [...this.states.flatMap((slots) => Object.values(slots)), ...this.ownState]
  }

  private isHostTable(i: number): boolean {
    return this.definition.optimiser.subtractsGradient && this.gradients[i] instanceof RowGradient
  }

  private lossOutputs(): Record<string, Tensor> {
    const { loss, metrics } = this.definition
    return { loss, ...Object.fromEntries(Object.entries(metrics).map(([name, tensor]) => [`metric/${name}`, tensor])) }
  }

  private graph(
    kind: string,
    inputs: readonly Tensor[],
    outputs: Record<string, Tensor>,
    more: Readonly<Record<string, string>> = {},
  ): Graph {
    const { name } = this.definition
    const metadata = { ...this.definition.metadata, ...more }
    // A runtime refuses to be fed what a graph does not use, so only inputs that some output needs are listed.
    const needed = new Set<Tensor>(inputsOf(Object.values(outputs)))
    return { name: `${name}.${kind}`, inputs: inputs.filter((node) => needed.has(node)), outputs, metadata }
  }
}

/** The name of an input or output of step k, from 0, in the graph of several steps. */
export function stepName(k: number, name: string): string {
  return `${k}/${name}`
}

/** Checks what a definition carries. Throws a `ValueError` for what is no input named `state/…` of the shape of what comes next. */
function carriedInput(name: string, { tensor, next, ...rest }: CarriedState) {
  if (!isInput(tensor) || !tensor.attributes.name.startsWith('state/'))
    throw new ValueError(`${name}: ${tensor} is not carried: make it with input('state/…', 'float32', shape)`)
  if (tensor.dtype !== 'float32' || next.dtype !== 'float32' || shapeText(tensor.shape) !== shapeText(next.shape))
    throw new ValueError(
      `${name}: '${tensor.attributes.name}' is ${tensor.dtype} ${shapeText(tensor.shape)}, and ${next.dtype} ${shapeText(next.shape)} after a step: both must be float32 of one shape`,
    )
  return { ...rest, tensor, next }
}

/** A parameter's name without its `parameter/`. */
function shortName({ attributes }: Tensor<InputAttributes>): string {
  return attributes.name.slice('parameter/'.length)
}

function rowOutputs(name: string, { rows, indices }: RowPart): Record<string, Tensor> {
  return { [`gradient/${name}.rows`]: rows, [`gradient/${name}.indices`]: cast(indices, 'int32') }
}

/** The name of one part of a row gradient that a step leaves to the host. */
export function partName(parameter: string, part: number): string {
  return `${parameter}.${part}`
}
