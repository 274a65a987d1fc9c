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
import { checkDefinition } from './check-definition.js'
import { type MovedDefinition, type StateSlot, shortName, TrainingState } from './training-state.js'

/** What is trained: a loss, what to watch, and how its parameters move. */
export interface TrainingDefinition extends MovedDefinition {
  /** float32 scalar. */
  readonly loss: Tensor
  /** float32 scalars by name, without their `metric/`. Default: none */
  readonly metrics?: Readonly<Record<string, Tensor>>
}

/** Where the loss of a step goes, and who applies the rows of tables. */
export interface StepOptions {
  /** Whether loss and metrics are outputs. Default: true. */
  readonly loss?: boolean
  /**
   * Leaves tables with a row gradient to the host, where the optimizer moves rows alone. Instead of the next table and
   * its slots, the step gives what {@link TrainingGraphs.hostTables} names: the parts of its gradient,
   * `gradient/<name>.<part>.rows` and `….indices`, to be subtracted times the learning rate; or changes,
   * `change/<name>.rows`, `change/<name>.<slot>.rows` and `change/<name>.indices`, to be added. Default: false.
   */
  readonly rowsOnHost?: boolean
}

/** How the host updates a table, or a slot of one, after a step with `rowsOnHost`. */
export interface HostTable {
  /** Names of the outputs that hold rows, and where they belong. */
  readonly parts: readonly { readonly rows: string; readonly indices: string }[]
  /** Whether the rows are subtracted times the learning rate; else they are added as they are. */
  readonly isGradient: boolean
  /** How far a row may move in a step, by the L2 norm. Default: any distance. */
  readonly maxRowChange?: number
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
  /** What a step moves parameters by. */
  private readonly clipped: readonly Gradient[]
  private readonly gradientNorm?: Tensor

  constructor(readonly definition: TrainingDefinition) {
    checkDefinition('TrainingGraphs', definition)
    const { loss, metrics = {}, parameters } = definition
    this.state = new TrainingState(definition)
    this.batch = this.state.batchOf([loss, ...Object.values(metrics), ...this.state.carried.map(({ next }) => next)])
    this.state.requireTrained([loss])
    this.gradients = gradient(loss, parameters)
    const { gradients, norm } = this.state.clip(this.gradients)
    this.clipped = gradients
    if (norm) this.gradientNorm = norm
  }

  /** The optimizer's state, then the model's own. */
  get stateSlots(): StateSlot[] {
    return this.state.stateSlots
  }

  /** Parameters, the model's own state where the loss reads it, and batch to `loss` and `metric/…`. */
  loss(): Graph {
    return this.state.graph('loss', this.batch, this.lossOutputs())
  }

  /**
   * Parameters and batch to loss, metrics and `gradient/<name>`, or its `.rows` and `.indices`, of all parameters that are
   * not frozen, as they are before any clipping.
   */
  gradient(): Graph {
    const outputs = { ...this.lossOutputs() }
    this.state.parameters.forEach((node, i) => {
      if (this.state.isFrozen(i)) return
      const found = this.gradients[i]!
      const name = shortName(node)
      const named =
        found instanceof RowGradient ? rowOutputs(`gradient/${name}`, found) : { [`gradient/${name}`]: found }
      Object.assign(outputs, named)
    })
    return this.state.graph('gradient', this.batch, outputs)
  }

  /**
   * Parameters, state, batch, learning rate and step to their `next/…`, loss and metrics, and `metric/gradient-norm`, the
   * norm before clipping, where gradients are clipped; its metadata also name the optimizer, with its options. A frozen
   * parameter has no `next/…`.
   */
  step(options: StepOptions = {}): Graph {
    const { loss = true, rowsOnHost = false } = options
    const outputs: Record<string, Tensor> = loss ? { ...this.lossOutputs() } : {}
    if (loss && this.gradientNorm) outputs['metric/gradient-norm'] = this.gradientNorm
    this.state.parameters.forEach((_, i) => {
      Object.assign(outputs, (rowsOnHost && this.hostOutputs(i)) || this.state.update(i, this.clipped[i]!))
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
      // What no step moves, a frozen parameter, is the same in all of them.
      current = new Map([...current].map(([node, before]) => [node, made[nextName(node)] ?? before]))
      for (const [name, tensor] of Object.entries(made))
        if (!name.startsWith('next/')) outputs[stepName(k, name)] = tensor
    }
    for (const [node, tensor] of current) if (nextName(node) in one.outputs) outputs[nextName(node)] = tensor
    return { ...one, name: `${one.name}s`, inputs: [...current.keys(), ...own], outputs }
  }

  /** What `rowsOnHost` leaves to the host: tables, and slots of them, by the names of their inputs. */
  get hostTables(): ReadonlyMap<string, HostTable> {
    return new Map(this.state.parameters.flatMap((_, i) => this.hostTablesOf(i)))
  }

  /** Table i and its slots, where the host updates them. */
  private hostTablesOf(i: number): [string, HostTable][] {
    const found = this.clipped[i]!
    const kind = this.state.hostUpdate(i, found)
    if (!kind) return []
    const node = this.state.parameters[i]!
    const name = shortName(node)
    if (kind === 'gradient') {
      const parts = (found as RowGradient).parts.map((_, part) => rowNames(`gradient/${partName(name, part)}`))
      const most = this.state.maxRowChange(i)
      return [[node.attributes.name, { parts, isGradient: true, ...(most !== undefined && { maxRowChange: most }) }]]
    }
    const change = rowNames(`change/${name}`)
    const slots = Object.entries(this.state.slots[i]!).map(([slot, { attributes }]): [string, HostTable] => [
      attributes.name,
      { parts: [{ ...change, rows: `change/${name}.${slot}.rows` }], isGradient: false },
    ])
    return [[node.attributes.name, { parts: [change], isGradient: false }], ...slots]
  }

  /** What a step gives the host of table i, where the host updates it. */
  private hostOutputs(i: number): Record<string, Tensor> | undefined {
    const found = this.clipped[i]!
    const kind = this.state.hostUpdate(i, found)
    if (!kind) return undefined
    const name = shortName(this.state.parameters[i]!)
    if (kind === 'gradient') {
      const { parts } = found as RowGradient
      return Object.assign({}, ...parts.map((rows, part) => rowOutputs(`gradient/${partName(name, part)}`, rows)))
    }
    const changes = this.state.next(i, found).changes!
    const outputs = rowOutputs(`change/${name}`, changes.parameter)
    for (const [slot, { rows }] of Object.entries(changes.state)) outputs[`change/${name}.${slot}.rows`] = rows
    return outputs
  }

  private lossOutputs(): Record<string, Tensor> {
    const { loss, metrics = {} } = this.definition
    return { loss, ...Object.fromEntries(Object.entries(metrics).map(([name, tensor]) => [`metric/${name}`, tensor])) }
  }
}

/** The name of an input or output of step k, from 0, in the graph of several steps. */
export function stepName(k: number, name: string): string {
  return `${k}/${name}`
}

const nextName = (node: Tensor): string => `next/${(node as Tensor<InputAttributes>).attributes.name}`

const rowNames = (name: string) => ({ rows: `${name}.rows`, indices: `${name}.indices` })

function rowOutputs(name: string, { rows, indices }: RowPart): Record<string, Tensor> {
  const names = rowNames(name)
  return { [names.rows]: rows, [names.indices]: cast(indices, 'int32') }
}

/** The name of one part of a row gradient that a step leaves to the host. */
export function partName(parameter: string, part: number): string {
  return `${parameter}.${part}`
}
