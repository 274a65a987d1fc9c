// A trainer: parameters, optimiser state and the step that moves them, wherever they live.
import { dimensionSize, type Graph, isInput, type Shape } from '@infonce/core'
import { LEARNING_RATE, STEP, type TrainingGraphs } from '@infonce/nn'
import { toModel } from '@infonce/onnx'
import { elementCount, type HostTensor, hostTensor } from './host-tensor.js'
import { openSession } from './node-session.js'
import { RowMemory } from './row-memory.js'
import type { Session } from './session.js'

/** What a {@link Trainer} is opened with. */
export interface TrainerOptions {
  /**
   * Writes the starting numbers: called once with every parameter (`parameter/…`, zeros) and every slot of the
   * optimiser's state (`state/…`, at its initial number), to be written in place.
   */
  readonly initialise: (values: Readonly<Record<string, HostTensor>>) => void | Promise<void>
  /** Sizes of the named dimensions of parameters and batch, the same at every step. */
  readonly sizes: Readonly<Record<string, number>>
  /** Steps made before these numbers. Default: 0. */
  readonly steps?: number
  /** Threads inside one operator. Default: as many as the process may use. */
  readonly threads?: number
}

/** Numbers of one step by the names of their outputs: `loss`, `metric/…`. */
export type StepMetrics = Readonly<Record<string, number>>

/** A table whose rows the host updates: its gradient's rows are written where the kernel reads them. */
interface HostTable {
  readonly dim: number
  readonly table: Float32Array<ArrayBuffer>
  readonly rows: HostTensor & { readonly data: Float32Array<ArrayBuffer> }
  readonly indices: HostTensor & { readonly data: Int32Array<ArrayBuffer> }
}

/**
 * Makes training steps on Node's CPU provider. Tables whose gradient comes as rows live in {@link RowMemory} and are
 * updated there; all other parameters and the optimiser's state pass through the graph.
 */
export class Trainer {
  private constructor(
    readonly graphs: TrainingGraphs,
    /** Computes no loss and no metrics: what most steps need. */
    private readonly quiet: Session,
    private readonly full: Session,
    private readonly memory: RowMemory,
    private readonly tables: Readonly<Record<string, HostTable>>,
    private values: Record<string, HostTensor>,
    private made: number,
  ) {}

  /**
   * Builds the step's graph, opens it and places the parameters.
   * @throws RowMemoryError when the tables do not fit; SessionError when the graph cannot be opened
   */
  static async open(graphs: TrainingGraphs, options: TrainerOptions): Promise<Trainer> {
    const sizes = new Map(Object.entries(options.sizes))
    const shapeOf = (shape: Shape): number[] => shape.map((dimension) => dimensionSize(dimension, sizes))
    const step = graphs.step({ rowsOnHost: true })
    const gradientShape = (name: string, part: 'rows' | 'indices'): number[] =>
      shapeOf(step.outputs[`gradient/${shortName(name)}.${part}`]!.shape)
    const parameters = graphs.definition.parameters.filter(isInput)
    const onHost = new Set(graphs.hostTables)
    const tableNodes = parameters.filter(({ attributes }) => onHost.has(attributes.name))

    const memory = RowMemory.create(
      tableNodes.flatMap(({ attributes: { name, shape } }) => {
        const gradients = (['rows', 'indices'] as const).map((part) => elementCount(gradientShape(name, part)))
        return [elementCount(shapeOf(shape)), ...gradients]
      }),
    )
    const tables: Record<string, HostTable> = {}
    const values: Record<string, HostTensor> = {}
    for (const { attributes } of parameters) {
      const { name, shape } = attributes
      const dims = shapeOf(shape)
      if (!onHost.has(name)) {
        values[name] = hostTensor('float32', dims, new Float32Array(elementCount(dims)))
        continue
      }
      const [rows, indices] = [gradientShape(name, 'rows'), gradientShape(name, 'indices')]
      const table = memory.allocateFloat32(elementCount(dims))
      values[name] = hostTensor('float32', dims, table)
      tables[shortName(name)] = {
        dim: elementCount(dims.slice(1)),
        table,
        rows: hostTensor('float32', rows, memory.allocateFloat32(elementCount(rows))) as HostTable['rows'],
        indices: hostTensor('int32', indices, memory.allocateInt32(elementCount(indices))) as HostTable['indices'],
      }
    }
    for (const { name, shape, initial } of graphs.stateSlots) {
      const dims = shapeOf(shape)
      values[name] = hostTensor('float32', dims, new Float32Array(elementCount(dims)).fill(initial))
    }
    await options.initialise(values)

    const open = (graph: Graph): Promise<Session> =>
      openSession(toModel(graph), { provider: 'cpu', ...(options.threads && { threads: options.threads }) })
    const full = await open(step)
    const quiet = await open(graphs.step({ rowsOnHost: true, loss: false }))
    return new Trainer(graphs, quiet, full, memory, tables, values, options.steps ?? 0)
  }

  /** Steps made so far, those before a resumption included. */
  get steps(): number {
    return this.made
  }

  /**
   * Makes one step.
   * @param batch the inputs named `batch/…`
   * @param withLoss whether to compute the loss and metrics of this batch, before the step; it costs some time
   * @returns the loss and metrics, or `undefined` without them
   */
  async step(
    batch: Readonly<Record<string, HostTensor>>,
    learningRate: number,
    withLoss: boolean,
  ): Promise<StepMetrics | undefined> {
    const session = withLoss ? this.full : this.quiet
    const scalars: Record<string, HostTensor> = {
      [LEARNING_RATE]: hostTensor('float32', [], Float32Array.of(learningRate)),
      [STEP]: hostTensor('float32', [], Float32Array.of(this.made + 1)),
    }
    const feeds: Record<string, HostTensor> = {}
    for (const { name } of session.inputs) {
      const value = this.values[name] ?? batch[name] ?? scalars[name]
      if (value) feeds[name] = value
    }
    const fetches: Record<string, HostTensor | null> = {}
    for (const { name } of session.outputs) fetches[name] = null
    for (const [name, { rows, indices }] of Object.entries(this.tables)) {
      fetches[`gradient/${name}.rows`] = rows
      fetches[`gradient/${name}.indices`] = indices
    }
    const results = await session.run(feeds, fetches)
    this.made++
    for (const { table, dim, rows, indices } of Object.values(this.tables))
      this.memory.subtractRows({ table, dim, indices: indices.data, rows: rows.data, scale: learningRate })
    const metrics: Record<string, number> = {}
    for (const [name, result] of Object.entries(results)) {
      if (name.startsWith('next/')) this.values[name.slice('next/'.length)] = result
      else if (!name.startsWith('gradient/')) metrics[name] = Number(result.data[0])
    }
    return withLoss ? metrics : undefined
  }

  /** Parameters by the names of their inputs. Tables are the live memory: copy what must outlast the next step. */
  async readParameters(): Promise<Record<string, HostTensor>> {
    return this.named('parameter/')
  }

  /** The optimiser's state by the names of its inputs. */
  async readState(): Promise<Record<string, HostTensor>> {
    return this.named('state/')
  }

  /** Frees the graphs. */
  async close(): Promise<void> {
    await this.quiet.close()
    await this.full.close()
  }

  private named(prefix: string): Record<string, HostTensor> {
    return Object.fromEntries(Object.entries(this.values).filter(([name]) => name.startsWith(prefix)))
  }
}

const shortName = (name: string): string => name.slice('parameter/'.length)
