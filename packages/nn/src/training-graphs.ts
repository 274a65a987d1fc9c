// The graphs of a training step: loss, gradient, and the whole step with its optimizer.
import {
  cast,
  type Gradient,
  type Graph,
  gradient,
  type InputAttributes,
  input,
  isInput,
  RowGradient,
  type RowPart,
  substitute,
  type Tensor,
  ValueError,
} from '@infonce/core'
import { type MovedDefinition, type StateSlot, shortName, TrainingState } from './training-state.js'

/** What is trained: a loss, what to watch, and how its parameters move. */
export interface TrainingDefinition extends MovedDefinition {
  /** float32 scalar. */
  readonly loss: Tensor
  /** float32 scalars by name, without their `metric/`. */
  readonly metrics: Readonly<Record<string, Tensor>>
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

/**
 * Builds the graphs of one {@link TrainingDefinition}: `loss`, `gradient` and `step`, which every model exports as
 * `loss.onnx`, `gradient.onnx` and `step.onnx`.
 * @throws ValueError for parameters that are not inputs named `parameter/…`, stand twice, or are missing, and where the
 *   loss reads none, so that nothing would be trained
 */
export class TrainingGraphs {
  private readonly state: TrainingState
  private readonly batch: readonly Tensor<InputAttributes>[]
  private readonly gradients: readonly Gradient[]

  constructor(readonly definition: TrainingDefinition) {
    const { loss, metrics, parameters } = definition
    this.state = new TrainingState(definition)
    this.batch = this.state.batchOf([loss, ...Object.values(metrics), ...this.state.carried.map(({ next }) => next)])
    this.state.requireTrained([loss])
    this.gradients = gradient(loss, parameters)
  }

  /** The optimizer's state, then the model's own. */
  get stateSlots(): StateSlot[] {
    return this.state.stateSlots
  }

  /** Parameters, the model's own state where the loss reads it, and batch to `loss` and `metric/…`. */
  loss(): Graph {
    return this.state.graph('loss', this.batch, this.lossOutputs())
  }

  /** Parameters and batch to loss, metrics and `gradient/<name>`, or its `.rows` and `.indices`. */
  gradient(): Graph {
    const outputs = { ...this.lossOutputs() }
    this.state.parameters.forEach((node, i) => {
      const found = this.gradients[i]!
      const name = shortName(node)
      const named = found instanceof RowGradient ? rowOutputs(name, found) : { [`gradient/${name}`]: found }
      Object.assign(outputs, named)
    })
    return this.state.graph('gradient', this.batch, outputs)
  }

  /**
   * Parameters, state, batch, learning rate and step to their `next/…`, loss and metrics; its metadata also name the
   * optimizer, with its options.
   */
  step(options: StepOptions = {}): Graph {
    const { loss = true, rowsOnHost = false } = options
    const outputs: Record<string, Tensor> = loss ? { ...this.lossOutputs() } : {}
    this.state.parameters.forEach((node, i) => {
      const found = this.gradients[i]!
      if (rowsOnHost && this.isHostTable(i))
        for (const [part, rows] of (found as RowGradient).parts.entries())
          Object.assign(outputs, rowOutputs(partName(shortName(node), part), rows))
      else Object.assign(outputs, this.state.update(i, found))
    })
    for (const { tensor, next } of this.state.carried) outputs[`next/${tensor.attributes.name}`] = next
    return this.state.graph('step', this.batch, outputs, this.state.optimizerMetadata)
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
    const kept = new Set<Tensor>([...this.state.parameters, ...this.state.all])
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
      this.state.parameters.flatMap(({ attributes }, i) =>
        this.isHostTable(i) ? [[attributes.name, (this.gradients[i] as RowGradient).parts.length]] : [],
      ),
    )
  }

  private isHostTable(i: number): boolean {
    return this.definition.optimizer.subtractsGradient && this.gradients[i] instanceof RowGradient
  }

  private lossOutputs(): Record<string, Tensor> {
    const { loss, metrics } = this.definition
    return { loss, ...Object.fromEntries(Object.entries(metrics).map(([name, tensor]) => [`metric/${name}`, tensor])) }
  }
}

/** The name of an input or output of step k, from 0, in the graph of several steps. */
export function stepName(k: number, name: string): string {
  return `${k}/${name}`
}

function rowOutputs(name: string, { rows, indices }: RowPart): Record<string, Tensor> {
  return { [`gradient/${name}.rows`]: rows, [`gradient/${name}.indices`]: cast(indices, 'int32') }
}

/** The name of one part of a row gradient that a step leaves to the host. */
export function partName(parameter: string, part: number): string {
  return `${parameter}.${part}`
}
