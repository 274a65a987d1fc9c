// A trainer: parameters, optimiser state and the step that moves them, wherever they live.
import { dimensionSize, type Graph, isInput, type Shape } from '@infonce/core'
import { LEARNING_RATE, partName, STEP, type TrainingGraphs } from '@infonce/nn'
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

/** One part of the gradient of a table that the host updates, written by the graph where the kernel reads it. */
interface HostRows {
  /** What its two outputs are called, less `.rows` and `.indices`. */
  readonly output: string
  readonly table: Float32Array<ArrayBuffer>
  readonly dim: number
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
    private readonly hostRows: readonly HostRows[],
    private values: Record<string, HostTensor>,
    private made: number,
  ) {}

  /**
   * Builds the step's graph, opens it and places the parameters.
   * @throws RowMemoryError when the tables do not fit; ShapeError for a named dimension without a size; SessionError
   *   when the graph cannot be opened
   */
  static async open(graphs: TrainingGraphs, options: TrainerOptions): Promise<Trainer> {
    const sizes = new Map(Object.entries(options.sizes))
    const shapeOf = (shape: Shape): number[] => shape.map((dimension) => dimensionSize(dimension, sizes))
    const step = graphs.step({ rowsOnHost: true })
    const parameters = graphs.definition.parameters.filter(isInput).map(({ attributes: { name, shape } }) => {
      const parts = Array.from({ length: graphs.hostTables.get(name) ?? 0 }, (_, part) => {
        const output = `gradient/${partName(name.slice('parameter/'.length), part)}`
        const dims = (suffix: string) => shapeOf(step.outputs[output + suffix]!.shape)
        return { output, rows: dims('.rows'), indices: dims('.indices') }
      })
      return { name, dims: shapeOf(shape), parts }
    })
    const memory = RowMemory.create(
      parameters
        .filter(({ parts }) => parts.length > 0)
        .flatMap(({ dims, parts }) =>
          [dims, ...parts.flatMap(({ rows, indices }) => [rows, indices])].map(elementCount),
        ),
    )
    const hostRows: HostRows[] = []
    const values: Record<string, HostTensor> = {}
    for (const { name, dims, parts } of parameters) {
      const length = elementCount(dims)
      const data = parts.length > 0 ? memory.allocateFloat32(length) : new Float32Array(length)
      values[name] = hostTensor('float32', dims, data)
      for (const { output, rows, indices } of parts)
        hostRows.push({
          output,
          table: data,
          dim: elementCount(dims.slice(1)),
          rows: hostTensor('float32', rows, memory.allocateFloat32(elementCount(rows))) as HostRows['rows'],
          indices: hostTensor('int32', indices, memory.allocateInt32(elementCount(indices))) as HostRows['indices'],
        })
    }
    for (const { name, shape, initial } of graphs.stateSlots) {
      const dims = shapeOf(shape)
      values[name] = hostTensor('float32', dims, new Float32Array(elementCount(dims)).fill(initial))
    }
    await options.initialise(values)

    const open = (graph: Graph): Promise<Session> =>
      openSession(toModel(graph), {
        provider: 'cpu',
        ...(options.threads !== undefined && { threads: options.threads }),
      })
    const full = await open(step)
    try {
      const quiet = await open(graphs.step({ rowsOnHost: true, loss: false }))
      return new Trainer(graphs, quiet, full, memory, hostRows, values, options.steps ?? 0)
    } catch (error) {
      await full.close()
      throw error
    }
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
    for (const { output, rows, indices } of this.hostRows) {
      fetches[`${output}.rows`] = rows
      fetches[`${output}.indices`] = indices
    }
    const results = await session.run(feeds, fetches)
    this.made++
    for (const { table, dim, rows, indices } of this.hostRows)
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
