// Whether an encoder of chunks and a loss of the whole batch fit each other.
import { type Dimension, type InputAttributes, type Shape, shapeText, type Tensor, ValueError } from '@infonce/core'
import { FIRST_ANCHOR } from './blocks.js'
import type { CachedTrainingDefinition } from './cached-training-graphs.js'

/** Throws a `ValueError` unless whole chunks, and blocks of anchors, fill a batch. */
export function checkDivided({ name, batch, chunk, block = batch }: CachedTrainingDefinition): void {
  for (const [what, count] of Object.entries({ batch, chunk, block }))
    if (!Number.isSafeInteger(count) || count < 1)
      throw new ValueError(`${name}: ${what} must be a whole number from 1, found ${count}`)
  if (batch % chunk !== 0)
    throw new ValueError(`${name}: chunks of ${chunk} examples do not fill a batch of ${batch}: take a divisor of it`)
  if (batch % block !== 0)
    throw new ValueError(`${name}: blocks of ${block} anchors do not fill a batch of ${batch}: take a divisor of it`)
}

/** Throws a `ValueError` unless the loss reads which anchors are meant if, and only if, it is a loss of a block. */
export function checkBlocks(
  { name, block }: CachedTrainingDefinition,
  ofBatch: readonly Tensor<InputAttributes>[],
): void {
  const reads = ofBatch.some(({ attributes }) => attributes.name === FIRST_ANCHOR)
  if (block === undefined && reads)
    throw new ValueError(`${name}: the loss reads '${FIRST_ANCHOR}', but is not computed in blocks: give block`)
  if (block !== undefined && !reads)
    throw new ValueError(`${name}: the loss does not read '${FIRST_ANCHOR}', so that all blocks would be the same`)
}

/**
 * Throws a `ValueError` unless what is cut has a chunk's examples along its axis, and the loss reads every embedding, and
 * these alone, with those of the whole batch.
 */
export function checkEmbeddings(
  { name, batch, chunk, inputs, embeddings }: CachedTrainingDefinition,
  ofChunk: readonly Tensor<InputAttributes>[],
  ofBatch: readonly Tensor<InputAttributes>[],
): void {
  const fail = (text: string): never => {
    throw new ValueError(`${name}: ${text}`)
  }
  const stray = ofChunk.find(({ attributes }) => attributes.name.startsWith('embedding/'))
  if (stray) fail(`the encoder reads '${stray.attributes.name}', which is only available to the loss`)
  if (Object.keys(inputs).length === 0)
    fail('no input is split into chunks: list those that contain examples in inputs')
  for (const [each, axis] of Object.entries(inputs)) {
    const found = ofChunk.find(({ attributes }) => attributes.name === each)
    if (!found) fail(`the encoder has no input '${each}' that could be split into chunks`)
    else requireExamples(name, `the input '${each}'`, found.shape, axis, chunk)
  }
  for (const { attributes } of ofBatch) {
    const each = attributes.name.slice('embedding/'.length)
    if (attributes.name.startsWith('embedding/') && !Object.hasOwn(embeddings, each))
      fail(`the loss reads '${attributes.name}', which is not among the embeddings`)
  }
  for (const [each, { tensor, axis }] of Object.entries(embeddings)) {
    const whole = ofBatch.find(({ attributes }) => attributes.name === `embedding/${each}`)
    if (!whole) {
      fail(`the loss reads no input 'embedding/${each}'`)
      continue
    }
    if (tensor.dtype !== 'float32' || whole.dtype !== 'float32')
      fail(`the embedding '${each}' is ${tensor.dtype} in a chunk and ${whole.dtype} in a batch: both must be float32`)
    requireExamples(name, `the embedding '${each}'`, tensor.shape, axis, chunk)
    if (whole.rank !== tensor.rank || whole.shape.some((size, i) => i !== axis && size !== tensor.shape[i]))
      fail(
        `the embedding '${each}' is ${shapeText(tensor.shape)} in a chunk, but ${shapeText(whole.shape)} in the loss: only axis ${axis} may differ`,
      )
    requireExamples(name, `'embedding/${each}'`, whole.shape, axis, batch)
  }
}

/** The sizes that the names of dimensions along which examples lie have in the graphs of a chunk and of the batch. */
export function bindExamples(
  { batch, chunk, inputs, embeddings }: CachedTrainingDefinition,
  ofChunk: readonly Tensor<InputAttributes>[],
  ofBatch: readonly Tensor<InputAttributes>[],
): { readonly chunk: Readonly<Record<string, number>>; readonly batch: Readonly<Record<string, number>> } {
  const whole = new Map(Object.entries(embeddings).map(([name, { axis }]) => [`embedding/${name}`, axis]))
  const bound = (
    nodes: readonly Tensor<InputAttributes>[],
    axisOf: (name: string) => number | undefined,
    size: number,
  ) =>
    Object.fromEntries(
      nodes.flatMap(({ attributes: { name, shape } }): [string, number][] => {
        const axis = axisOf(name)
        const dimension = axis === undefined ? undefined : shape[axis]
        return typeof dimension === 'string' ? [[dimension, size]] : []
      }),
    )
  return {
    chunk: bound(ofChunk, (name) => inputs[name], chunk),
    batch: bound(ofBatch, (name) => whole.get(name), batch),
  }
}

function requireExamples(name: string, what: string, shape: Shape, axis: number, count: number): void {
  if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length)
    throw new ValueError(`${name}: ${what} has no axis ${axis}: its shape is ${shapeText(shape)}`)
  if (shape[axis] !== count && !isName(shape[axis]!))
    throw new ValueError(
      `${name}: ${what} is ${shapeText(shape)}, but on axis ${axis} it must have ${count} examples, or a name`,
    )
}

const isName = (dimension: Dimension): boolean =>
  typeof dimension === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(dimension)
