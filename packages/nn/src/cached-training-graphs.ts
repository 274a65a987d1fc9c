// The graphs of a step on a batch that its encoder sees in chunks: the gradient of the whole batch, in a chunk's memory.
import {
  add,
  type Gradient,
  type Graph,
  gradient,
  type InputAttributes,
  input,
  inputsOf,
  multiply,
  RowGradient,
  reduceSum,
  type Tensor,
  ValueError,
} from '@infonce/core'
import { bindExamples, checkBlocks, checkDivided, checkEmbeddings } from './check-chunks.js'
import { checkDefinition } from './check-definition.js'
import { type CarriedState, type MovedDefinition, type StateSlot, shortName, TrainingState } from './training-state.js'

/** What a chunk of a batch becomes, for the loss to read. */
export interface ChunkEmbedding {
  /** float32, of a chunk. */
  readonly tensor: Tensor
  /** Along which examples lie. Chunks are put together along it. */
  readonly axis: number
}

/** What {@link CachedTrainingGraphs} are built from: an encoder of a chunk, and a loss of the whole batch. */
export interface CachedTrainingDefinition extends MovedDefinition {
  /** Examples of a batch. */
  readonly batch: number
  /** Examples that the encoder sees at once, a divisor of those of a batch. */
  readonly chunk: number
  /**
   * Anchors that the loss sees at once, a divisor of the batch: memory for scores then grows with the batch, not with its
   * square. `loss` and `metrics` are those of anchors `block/first` and the `block − 1` after it (`firstAnchor`,
   * `rowsFrom`), and a step's are their means over all blocks: write the loss as a mean over anchors. State that moves
   * once a step moves by what it is in the last block. Default: the loss sees all anchors
   */
  readonly block?: number
  /**
   * The inputs of the encoder that are cut into chunks, `batch/…`, each with the axis along which examples lie; there it
   * has a chunk's number of them, or a name. Every chunk is fed all of the others.
   */
  readonly inputs: Readonly<Record<string, number>>
  /** By name. Each depends on the examples of its chunk, inputs that are not cut, parameters, and state. */
  readonly embeddings: Readonly<Record<string, ChunkEmbedding>>
  /**
   * float32 scalar of the inputs `embedding/<name>`, which have the shape of the embedding, but along its axis the whole
   * batch; also of parameters, state, and inputs `batch/…`, of the whole batch even where the encoder's are cut.
   */
  readonly loss: Tensor
  /** float32 scalars by name, without their `metric/`, of what the loss may read. */
  readonly metrics?: Readonly<Record<string, Tensor>>
  /**
   * What is next of inputs that are cut moves with every chunk, and only what moves so may read it (running statistics);
   * all else moves once a step. A step reads parameters, and state that moves once, as they were before it.
   */
  readonly carried?: readonly CarriedState[]
}

/**
 * Gradient cache (Gao et al. 2021, section 3): {@link embed} makes the embeddings of one chunk after the other,
 * {@link head} the loss and its gradient with respect to the embeddings of all, {@link accumulate} encodes each chunk
 * again and adds what its embeddings' gradient gives to the parameters' gradient, {@link apply} moves them. That is the
 * gradient of the whole batch, but for rounding, where the encoder treats examples apart; where it does not (batch
 * statistics), it is exactly that of a batch whose chunks are encoded apart. A step costs a forward pass more.
 * @throws ValueError for parameters or state as {@link TrainingGraphs} refuses them; for chunks that do not fill a batch,
 *   and axes or shapes that do not fit them; for embeddings that nothing reads or that depend on no parameter, and for
 *   state that moves with the chunks and is read by what does not
 */
export class CachedTrainingGraphs {
  private readonly state: TrainingState
  private readonly chunkInputs: readonly Tensor<InputAttributes>[]
  private readonly batchInputs: readonly Tensor<InputAttributes>[]
  private readonly ofChunk: readonly CarriedState[]
  private readonly ofBatch: readonly CarriedState[]
  /** Embeddings whose gradient is needed: those that depend on parameters. */
  private readonly trained: readonly (readonly [name: string, tensor: Tensor, whole: Tensor])[]

  constructor(readonly definition: CachedTrainingDefinition) {
    checkDefinition('CachedTrainingGraphs', definition)
    const { name, embeddings, inputs, loss, metrics = {} } = definition
    checkDivided(definition)
    this.state = new TrainingState(definition)
    const encoded = Object.values(embeddings).map(({ tensor }) => tensor)
    const { ofChunk, ofBatch } = sorted(definition, this.state.carried)
    this.ofChunk = ofChunk
    this.ofBatch = ofBatch
    this.chunkInputs = this.state.batchOf([...encoded, ...ofChunk.map(({ next }) => next)])
    const headed = [loss, ...Object.values(metrics), ...ofBatch.map(({ next }) => next)]
    this.batchInputs = this.state.batchOf(headed)
    checkEmbeddings(definition, this.chunkInputs, this.batchInputs)
    checkBlocks(definition, this.batchInputs)
    this.state.requireTrained([...encoded, loss])
    const moving = new Set<Tensor>(ofChunk.map(({ tensor }) => tensor))
    const misread = [...inputsOf(encoded), ...inputsOf(headed)].find((node) => moving.has(node))
    if (misread)
      throw new ValueError(
        `${name}: '${misread.attributes.name}' changes with every chunk (its update reads ${Object.keys(inputs).join(', ')}), but embeddings, loss or other state read it: update it once per step`,
      )
    const moved: readonly Tensor[] = this.state.parameters.filter((_, i) => !this.state.isFrozen(i))
    this.trained = Object.entries(embeddings).flatMap(([name, { tensor }]) => {
      const whole = this.batchInputs.find(({ attributes }) => attributes.name === `embedding/${name}`)!
      return inputsOf([tensor]).some((node) => moved.includes(node)) ? [[name, tensor, whole] as const] : []
    })
    if (this.trained.length === 0)
      throw new ValueError(`${name}: no embedding depends on a parameter: there is nothing to accumulate`)
  }

  /** How many chunks a batch has. */
  get chunks(): number {
    return this.definition.batch / this.definition.chunk
  }

  /** How many blocks of anchors the loss sees one after the other. */
  get blocks(): number {
    const { batch, block = batch } = this.definition
    return batch / block
  }

  /** Sizes of the named dimensions along which examples lie: in {@link embed} and {@link accumulate}, and in {@link head}. */
  get sizes(): { readonly chunk: Readonly<Record<string, number>>; readonly batch: Readonly<Record<string, number>> } {
    return bindExamples(this.definition, this.chunkInputs, this.batchInputs)
  }

  /** The optimizer's state, then the model's own. */
  get stateSlots(): StateSlot[] {
    return this.state.stateSlots
  }

  /** Parameters, state and a chunk to `embedding/<name>`. */
  embed(): Graph {
    const outputs = Object.entries(this.definition.embeddings).map(([name, { tensor }]) => [
      `embedding/${name}`,
      tensor,
    ])
    return this.state.graph('embed', this.chunkInputs, Object.fromEntries(outputs))
  }

  /**
   * The `embedding/<name>` of the whole batch, parameters, state, the batch, and `block/first` where the loss is computed
   * in blocks, to loss, metrics,
   * `gradient/embedding/<name>` of those that depend on parameters, `sum/<name>` (the part of a parameter's gradient that
   * does not go through embeddings) of the parameters that the loss reads, and `next/state/…` that moves once a step.
   */
  head(): Graph {
    const { loss, metrics = {} } = this.definition
    const outputs: Record<string, Tensor> = { loss }
    for (const [name, tensor] of Object.entries(metrics)) outputs[`metric/${name}`] = tensor
    const read = inputsOf([loss])
    const own = this.state.parameters.filter((node, i) => !this.state.isFrozen(i) && read.includes(node))
    const found = gradient(loss, [...this.trained.map(([, , whole]) => whole), ...own])
    this.trained.forEach(([name], i) => {
      outputs[`gradient/embedding/${name}`] = dense(found[i]!)
    })
    own.forEach((node, i) => {
      outputs[`sum/${shortName(node)}`] = dense(found[this.trained.length + i]!)
    })
    for (const { tensor, next } of this.ofBatch) outputs[`next/${nameOf(tensor)}`] = next
    return this.state.graph('head', this.batchInputs, outputs)
  }

  /**
   * Parameters, state, a chunk, the chunk of `gradient/embedding/<name>`, and `sum/<name>` of the parameters that the
   * embeddings read to `next/sum/<name>`, and `next/state/…` that moves with every chunk.
   */
  accumulate(): Graph {
    const { parameters } = this.state
    const given = this.trained.map(([name, { shape }]) => input(`gradient/embedding/${name}`, 'float32', shape))
    // Linear in the embeddings, with the slopes that are given: its gradient is their vector-Jacobian product.
    const product = this.trained.map(([, tensor], i) => reduceSum(multiply(tensor, given[i]!))).reduce(add)
    const read = inputsOf([product])
    const reached = parameters.filter((node, i) => !this.state.isFrozen(i) && read.includes(node))
    const found = gradient(product, reached)
    const sums = reached.map((node) => input(`sum/${shortName(node)}`, 'float32', node.shape))
    const outputs: Record<string, Tensor> = {}
    reached.forEach((node, i) => {
      outputs[`next/sum/${shortName(node)}`] = plus(sums[i]!, found[i]!)
    })
    for (const { tensor, next } of this.ofChunk) outputs[`next/${nameOf(tensor)}`] = next
    return this.state.graph('accumulate', [...this.chunkInputs, ...given, ...sums], outputs)
  }

  /** Parameters, the optimizer's state, `sum/<name>` of every parameter, learning rate and step to `next/…`. */
  apply(): Graph {
    const { parameters } = this.state
    const sums = parameters.map((node) => input(`sum/${shortName(node)}`, 'float32', node.shape))
    const { gradients } = this.state.clip(sums)
    const outputs = Object.assign({}, ...parameters.map((_, i) => this.state.update(i, gradients[i]!)))
    return this.state.graph('apply', sums, outputs, this.state.optimizerMetadata)
  }
}

const nameOf = (node: Tensor): string => (node as Tensor<InputAttributes>).attributes.name

const dense = (found: Gradient): Tensor => (found instanceof RowGradient ? found.toDense() : found)

const plus = (sum: Tensor, found: Gradient): Tensor =>
  found instanceof RowGradient ? found.addTo(sum, (rows) => rows) : add(sum, found)

/** State that moves with every chunk, because what is next of it reads an input that is cut, and all other. */
function sorted({ inputs }: CachedTrainingDefinition, carried: readonly CarriedState[]) {
  const ofChunk = carried.filter(({ next }) => {
    const read = inputsOf([next]).map(nameOf)
    return read.some((name) => name in inputs) && !read.some((name) => name.startsWith('embedding/'))
  })
  return { ofChunk, ofBatch: carried.filter((each) => !ofChunk.includes(each)) }
}
