// Steps on batches whose encoder sees them in chunks, in host memory or on a device.
import type { Graph } from '@infonce/core'
import type { CachedTrainingGraphs } from '@infonce/nn'
import { SessionError } from './errors.js'
import { initialValues, readValues, scalarFeeds } from './held-values.js'
import { allocateHostArray, describeTensor, elementCount, type HostTensor, hostTensor } from './host-tensor.js'
import { metricsOf, type Placement, type PlacementInput, type StepInput, type StepMetrics } from './placement.js'
import type { ProviderChoice } from './provider.js'
import { runBlocks } from './run-blocks.js'
import { type AnyTensor, dispose, Scratch } from './scratch.js'
import type { Session } from './session.js'
import { sliceAlong, writeAlong } from './tensor-slices.js'

type AnySession = Session<AnyTensor>
type Tensors = Readonly<Record<string, AnyTensor>>

/** What a {@link CachedPlacement} is made from. */
export interface CachedPlacementInput extends Pick<PlacementInput, 'slots' | 'initialize'> {
  readonly graphs: CachedTrainingGraphs
  /** Opens a graph with named dimensions bound to these sizes, beside those given to the trainer. */
  readonly open: (
    graph: Graph,
    sizes: Readonly<Record<string, number>>,
    onDevice: readonly string[],
  ) => Promise<AnySession>
  /** Whether parameters, state and sums of gradients stay on a device. */
  readonly keepsTensors: boolean
}

const kinds = ['embed', 'head', 'accumulate', 'apply'] as const
type Sessions = Readonly<Record<(typeof kinds)[number], AnySession>>

/**
 * A step runs the graphs of {@link CachedTrainingGraphs} one after the other. Embeddings and their gradients, which are
 * small, pass through host memory, where they are put together and cut; nothing has moved until all have run.
 */
export class CachedPlacement implements Placement {
  readonly stepsPerRun = 1

  private constructor(
    private readonly graphs: CachedTrainingGraphs,
    private readonly sessions: Sessions,
    private readonly values: Record<string, AnyTensor>,
  ) {}

  static async open(given: CachedPlacementInput): Promise<CachedPlacement> {
    const { graphs, slots, initialize, open, keepsTensors } = given
    const values = initialValues(slots)
    await initialize(values)
    const opened: Partial<Record<(typeof kinds)[number], AnySession>> = {}
    try {
      for (const kind of kinds) {
        const graph = graphs[kind]()
        const sizes = kind === 'head' ? graphs.sizes.batch : kind === 'apply' ? {} : graphs.sizes.chunk
        // Means over blocks are taken in host memory.
        const isStaying = kind === 'head' && graphs.definition.block !== undefined ? /^next\// : /^(next|sum)\//
        const staying = Object.keys(graph.outputs).filter((name) => isStaying.test(name))
        opened[kind] = await open(graph, sizes, keepsTensors ? staying : [])
      }
      return new CachedPlacement(graphs, opened as Sessions, values)
    } catch (error) {
      for (const session of Object.values(opened)) await session.close()
      throw error
    }
  }

  get choice(): ProviderChoice {
    return this.sessions.apply.choice
  }

  get partlyOnCpu(): boolean {
    return Object.values(this.sessions).some((session) => session.partlyOnCpu)
  }

  async run([step]: readonly StepInput[], made: number): Promise<(StepMetrics | undefined)[]> {
    const { feeds, learningRate, withLoss } = step!
    this.checkBatch(feeds)
    const scratch = new Scratch()
    try {
      const embeddings = await this.embed(feeds)
      const head = scratch.add(await this.head(embeddings, feeds))
      const { sums, states } = await this.accumulate(feeds, head, scratch)
      const scalars = scalarFeeds(learningRate, made)
      const applied = scratch.add(await this.runOn('apply', sums, scalars, this.values))
      for (const [name, value] of Object.entries({ ...nextOf(head), ...states, ...nextOf(applied) })) {
        scratch.take(value)
        dispose(this.values[name]!)
        this.values[name] = value
      }
      return [withLoss ? metricsOf(lossOf(head)) : undefined]
    } finally {
      scratch.dispose()
    }
  }

  read(prefix: string): Promise<Record<string, HostTensor>> {
    return readValues(this.values, prefix)
  }

  async close(): Promise<void> {
    for (const value of Object.values(this.values)) dispose(value)
    for (const kind of kinds) await this.sessions[kind].close()
  }

  /** The embeddings of the whole batch. */
  private async embed(feeds: StepInput['feeds']): Promise<Record<string, HostTensor>> {
    const { batch, chunk, embeddings } = this.graphs.definition
    const whole: Record<string, HostTensor> = {}
    for (let k = 0; k < this.graphs.chunks; k++) {
      const results = await this.runOn('embed', this.chunkOf(feeds, k), this.values)
      for (const [name, { axis }] of Object.entries(embeddings)) {
        const part = results[`embedding/${name}`] as HostTensor
        whole[`embedding/${name}`] ??= emptyLike(part, axis, batch)
        writeAlong(whole[`embedding/${name}`]!, axis, k * chunk, part)
      }
    }
    return whole
  }

  /** The loss of the whole batch, in blocks where there are some. */
  private head(embeddings: Tensors, feeds: StepInput['feeds']): Promise<Record<string, AnyTensor>> {
    const { blocks: count, definition } = this.graphs
    if (count === 1 && definition.block === undefined) return this.runOn('head', embeddings, feeds, this.values)
    return runBlocks(
      { count, size: definition.block! },
      (block) => this.runOn('head', block, embeddings, feeds, this.values),
      (name) => !name.startsWith('next/'),
      dispose,
    )
  }

  /** The gradient of every parameter, and the state that moved with the chunks. */
  private async accumulate(
    feeds: StepInput['feeds'],
    head: Tensors,
    scratch: Scratch,
  ): Promise<{ readonly sums: Tensors; readonly states: Tensors }> {
    const { chunk, embeddings } = this.graphs.definition
    let sums: Tensors = { ...this.zeroSums(), ...withPrefix('sum/', head) }
    let states: Tensors = {}
    for (let k = 0; k < this.graphs.chunks; k++) {
      const slopes: Record<string, HostTensor> = {}
      for (const [name, { axis }] of Object.entries(embeddings)) {
        const slope = head[`gradient/embedding/${name}`] as HostTensor | undefined
        if (slope) slopes[`gradient/embedding/${name}`] = sliceAlong(slope, axis, k * chunk, chunk)
      }
      const results = scratch.add(
        await this.runOn('accumulate', slopes, sums, states, this.chunkOf(feeds, k), this.values),
      )
      const next = nextOf(results)
      for (const name of Object.keys(next)) scratch.free(sums[name] ?? states[name])
      sums = { ...sums, ...withPrefix('sum/', next) }
      states = withPrefix('state/', next)
    }
    return { sums, states }
  }

  /** Runs a graph on what it reads, each from the first that has it. */
  private runOn(kind: (typeof kinds)[number], ...sources: readonly Tensors[]): Promise<Record<string, AnyTensor>> {
    const session = this.sessions[kind]
    const feeds: Record<string, AnyTensor> = {}
    for (const { name } of session.inputs) {
      const source = sources.find((each) => Object.hasOwn(each, name))
      if (source) feeds[name] = source[name]!
    }
    return session.run(feeds)
  }

  /** Chunk k of a batch, and what of it is not cut. */
  private chunkOf(feeds: StepInput['feeds'], k: number): Record<string, HostTensor> {
    const { chunk, inputs } = this.graphs.definition
    return Object.fromEntries(
      Object.entries(feeds).map(([name, tensor]) => [
        name,
        Object.hasOwn(inputs, name) ? sliceAlong(tensor, inputs[name]!, k * chunk, chunk) : tensor,
      ]),
    )
  }

  private checkBatch(feeds: StepInput['feeds']): void {
    const { batch, inputs } = this.graphs.definition
    for (const [name, axis] of Object.entries(inputs)) {
      const tensor = feeds[name]
      if (!tensor) throw new SessionError(`input '${name}' is missing: feed ${batch} examples along axis ${axis}`)
      const { dtype, dims, data } = tensor
      if (dims[axis] !== batch || data.length !== elementCount(dims))
        throw new SessionError(
          `input '${name}' must have ${batch} examples along axis ${axis}, found ${describeTensor(dtype, dims)} with ${data.length} elements`,
        )
    }
  }

  /** Gradients that begin at 0: those of which the loss gives no part itself. */
  private zeroSums(): Record<string, HostTensor> {
    return Object.fromEntries(
      Object.entries(withPrefix('parameter/', this.values)).map(([name, { dims }]) => [
        `sum/${name.slice('parameter/'.length)}`,
        hostTensor('float32', dims, new Float32Array(elementCount(dims))),
      ]),
    )
  }
}

const withPrefix = (prefix: string, tensors: Tensors): Tensors =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => name.startsWith(prefix)))

/** What is `next/…` among results, by the names of the inputs that it is next of. */
const nextOf = (results: Tensors): Tensors =>
  Object.fromEntries(
    Object.entries(withPrefix('next/', results)).map(([name, tensor]) => [name.slice('next/'.length), tensor]),
  )

const lossOf = (head: Tensors): Record<string, HostTensor> =>
  Object.fromEntries(Object.entries(head).filter(([name]) => name === 'loss' || name.startsWith('metric/'))) as Record<
    string,
    HostTensor
  >

/** Room for a batch of what came out for a chunk. */
function emptyLike({ dtype, dims }: HostTensor, axis: number, batch: number): HostTensor {
  const whole = dims.map((size, i) => (i === axis ? batch : size))
  return { dtype, dims: whole, data: allocateHostArray(dtype, elementCount(whole)) } as HostTensor
}
