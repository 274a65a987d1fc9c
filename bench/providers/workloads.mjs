// What is trained to compare providers: word2vec's step, and a dense encoder. Both are the same each time.
import { add, cosineSimilarity, divide, inBatch, infoNCE, input, matmul, parameter, Random, relu } from '@infonce/core'
import { adamW, TrainingGraphs, uniform } from '@infonce/nn'
import { hostTensor, Trainer, trainModel } from '@infonce/runtime'
import { textCorpus, word2vec } from '@infonce/word2vec'
import { corpusText } from '../lib/corpus-text.mjs'

/** Different batches, which are taken in turn. */
const BATCHES = 64

/** @typedef {Parameters<typeof Trainer.open>} OpenArguments */
/** @typedef {Pick<import('@infonce/runtime').StepInput, 'feeds' | 'learningRate'>} Step */

/**
 * @typedef {object} Workload
 * @property {OpenArguments[0]} graphs
 * @property {Pick<OpenArguments[1], 'sizes' | 'initialize'>} options
 * @property {readonly Step[]} steps
 */

/**
 * @typedef {object} NamedWorkload
 * @property {string} title
 * @property {string} text what it is, in a sentence
 * @property {() => Promise<Workload>} make
 */

const WORDS = 20_000
const SENTENCES = 40_000
const PAIRS = 256
const SIZES = [256, 512, 512, 128]

/** @satisfies {Record<string, NamedWorkload>} */
export const workloads = {
  word2vec: {
    title: 'word2vec',
    text: `The step of word2vec as it trains by default, with 100 dimensions, on a made-up text of ${WORDS} words: two tables of which a step reads and writes few rows.`,
    make: skipGram,
  },
  encoder: {
    title: 'Dense encoder',
    text: `A perceptron of ${SIZES.join('-')} units on two views of ${PAIRS} items, InfoNCE with negatives in the batch, AdamW: a step reads and writes all of its parameters, twice as much state, and multiplies matrices.`,
    make: encoder,
  },
}

/** @returns {Promise<Workload>} */
async function skipGram() {
  const lines = corpusText(SENTENCES, WORDS).trimEnd().split('\n')
  const controller = new AbortController()
  /** @type {OpenArguments | undefined} */
  let opened
  /** @type {Step[]} */
  const steps = []
  const { open } = Trainer
  const { run } = Trainer.prototype
  // Graphs and batches are those that training gives to its trainer, taken down on the way.
  Trainer.open = (...openArguments) => {
    opened = openArguments
    return open.apply(Trainer, openArguments)
  }
  Trainer.prototype.run = async (/** @type {Parameters<typeof run>[0]} */ given) => {
    for (const { feeds, learningRate } of given) steps.push({ feeds: copied(feeds), learningRate })
    if (steps.length >= BATCHES) controller.abort()
    return given.map(() => undefined)
  }
  try {
    const events = trainModel(word2vec, {
      corpus: textCorpus(lines),
      configuration: { dim: 100, epochs: 1000, seed: 1 },
      provider: 'cpu',
      signal: controller.signal,
    })
    for await (const _ of events) {
      // Nothing is trained.
    }
  } finally {
    Trainer.open = open
    Trainer.prototype.run = run
  }
  if (!opened) throw new Error('training opened no trainer')
  const [graphs, { sizes = {}, initialize }] = opened
  return { graphs, options: { sizes, initialize }, steps }
}

/**
 * The source may write the next batch where this one lies.
 * @param {Step['feeds']} feeds
 * @returns {Step['feeds']}
 */
const copied = (feeds) =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => [
      name,
      /** @type {typeof tensor} */ ({ ...tensor, data: tensor.data.slice() }),
    ]),
  )

/** @returns {Promise<Workload>} */
async function encoder() {
  const layers = SIZES.slice(1).map((units, i) => ({
    weight: parameter(`layers.${i}.weight`, [SIZES[i] ?? 0, units]),
    bias: parameter(`layers.${i}.bias`, [units]),
  }))
  const encode = (/** @type {string} */ name) =>
    layers.reduce(
      (x, { weight, bias }, i) => add(matmul(i === 0 ? x : relu(x), weight), bias),
      input(`batch/${name}`, 'float32', ['N', SIZES[0] ?? 0]),
    )
  const { loss } = infoNCE(inBatch(divide(cosineSimilarity(encode('anchor'), encode('positive')), 0.2)), {
    positives: 'singlePositive',
  })
  const graphs = new TrainingGraphs({
    name: 'encoder',
    loss,
    metrics: {},
    parameters: layers.flatMap(({ weight, bias }) => [weight, bias]),
    optimizer: adamW(),
    metadata: {},
  })
  const random = Random.fromSeed(1)
  const views = random.split('views')
  return {
    graphs,
    options: {
      sizes: { N: PAIRS },
      initialize: (values) => {
        for (const [name, { dims, data }] of Object.entries(values)) {
          // He et al. 2015, for layers that a rectifier follows.
          if (name.endsWith('.weight') && name.startsWith('parameter/'))
            uniform(Math.sqrt(6 / (dims[0] ?? 1)))(/** @type {Float32Array} */ (data), random.split(name))
        }
      },
    },
    steps: Array.from({ length: BATCHES }, () => ({ feeds: twoViews(views), learningRate: 3e-4 })),
  }
}

/** How many numbers describe an item; the rest repeats them. */
const CONTENT = 32
const NOISE = 3

/** @param {Random} random */
function twoViews(random) {
  const width = SIZES[0] ?? 0
  const [anchor, positive] = [new Float32Array(PAIRS * width), new Float32Array(PAIRS * width)]
  for (let i = 0; i < PAIRS; i++) {
    const content = Float32Array.from({ length: CONTENT }, () => random.normal())
    for (const view of [anchor, positive])
      for (let j = 0; j < width; j++) view[i * width + j] = (content[j % CONTENT] ?? 0) + NOISE * random.normal()
  }
  return {
    'batch/anchor': hostTensor('float32', [PAIRS, width], anchor),
    'batch/positive': hostTensor('float32', [PAIRS, width], positive),
  }
}
