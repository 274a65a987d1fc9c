// Skip-gram over blocks of text, as an expression: which words are compared, and the loss.
import {
  add,
  type Contrast,
  cast,
  concatenateContrasts,
  divide,
  dotProduct,
  expand,
  expandDimension,
  fullSoftmax,
  gather,
  gatherElements,
  infoNCE,
  input,
  type Loss,
  logExpectedCount,
  mapScores,
  maximum,
  multiply,
  negativeSampling,
  negatives,
  noiseContrastiveEstimation,
  type Operand,
  parameter,
  positives,
  reduceSum,
  sampled,
  sampledSoftmax,
  type Tensor,
} from '@infonce/core'
import type { Configuration } from './configuration.js'

/** Sizes of a block: how many consecutive words are anchors together, and how many noise words they share. */
export interface BlockSizes {
  /** Anchors C of a block. */
  readonly anchors: number
  /** Noise words K drawn for a block; 0 where the objective needs none. */
  readonly noise: number
}

/** Anchors of the largest step. */
export const FULL_STEP = 1024

/** Names of the parameters, without their `parameter/`. */
export const ANCHOR_TABLE = 'anchor.weight'
export const CONTEXT_TABLE = 'context.weight'
export const LOG_PARTITION = 'log-partition.weight'

/** Words of the text that a block compares its anchors with: theirs, and `window` more on either side. */
export function contextLength(sizes: BlockSizes, window: number): number {
  return sizes.anchors + 2 * window
}

/** A skip-gram model as expressions. */
export interface SkipGram {
  readonly parameters: readonly Tensor[]
  /** float32 scalar. */
  readonly loss: Tensor
  readonly metrics: Readonly<Record<string, Tensor>>
}

/** What an objective is made from, for one batch of blocks. */
interface Parts {
  readonly vocabulary: number
  readonly configuration: Configuration
  readonly anchorIds: Tensor
  /** Vectors of the anchors, [B, C, D]. */
  readonly anchors: Tensor
  readonly contextTable: Tensor
  /** The words of the text, [B, T]. */
  readonly contextIds: Tensor
  /** The words of the text, of which those in the window are positives, scores [B, C, T]. */
  readonly inWindow: Contrast
  /** The noise words, scores [B, C, K]. */
  readonly noise: () => Contrast
}

/** A loss, and the parameters that it has beside the two tables. */
interface ObjectiveLoss {
  readonly loss: Loss
  readonly parameters?: readonly Tensor[]
}

/** One way to train skip-gram. */
export interface SkipGramObjective {
  /** Whether it compares positives with noise words. */
  readonly noise: boolean
  /** Whether it asks for ln q of its candidates. */
  readonly logProbability: boolean
  /** How large its steps may be beside those of negative sampling: some losses bear less staleness. */
  readonly stepShare: number
  /** How many anchors may share noise words at most. */
  readonly mostAnchors: number
  /** Steps between those whose loss is looked at, so that looking costs little. */
  readonly lossEvery: number
  readonly paper: string
  readonly build: (parts: Parts) => ObjectiveLoss
}

/** The objectives, by the name of the `loss` setting. */
export const skipGramObjectives: Readonly<Record<Configuration['loss'], SkipGramObjective>> = {
  nce: {
    noise: true,
    logProbability: true,
    stepShare: 1,
    mostAnchors: 32,
    lossEvery: 64,
    paper: 'Gutmann & Hyvärinen 2012, Noise-Contrastive Estimation; Mnih & Kavukcuoglu 2013',
    build(parts) {
      const { logPartition, parameters } = logPartitionOf[parts.configuration.logPartition](parts)
      return { loss: noiseContrastiveEstimation(withNoise(parts), { logPartition, reduction: 'sum' }), parameters }
    },
  },
  'negative-sampling': {
    noise: true,
    logProbability: false,
    stepShare: 1,
    mostAnchors: 32,
    lossEvery: 64,
    paper: 'Mikolov et al. 2013, Distributed Representations of Words and Phrases, eq. 4',
    build: (parts) => ({ loss: negativeSampling(withNoise(parts), { reduction: 'sum' }) }),
  },
  'sampled-softmax': {
    noise: true,
    logProbability: true,
    // A rare word weighs 1/q when it is drawn, for all anchors that share it at once. Measured on a vocabulary of 58,000
    // words: blocks of 32 anchors in full steps diverge, of 16 in half steps do not (in a tenth of an epoch).
    stepShare: 1 / 4,
    mostAnchors: 8,
    lossEvery: 64,
    paper: 'Jean et al. 2015, On Using Very Large Target Vocabulary; Ma & Collins 2018',
    build: (parts) => ({ loss: sampledSoftmax(withNoise(parts), { reduction: 'sum' }) }),
  },
  infonce: {
    noise: true,
    logProbability: false,
    stepShare: 1,
    mostAnchors: 32,
    lossEvery: 64,
    paper: 'van den Oord et al. 2018, Representation Learning with Contrastive Predictive Coding, eq. 4',
    build: (parts) => ({ loss: infoNCE(withNoise(parts), { reduction: 'sum' }) }),
  },
  softmax: {
    noise: false,
    logProbability: false,
    // Every pair moves every word. Measured on a vocabulary of 2,100: steps of 160 words diverge, of 64 are unsteady.
    stepShare: 1 / 32,
    mostAnchors: 32,
    // A step takes as long as hundreds of the others.
    lossEvery: 1,
    paper: 'Mikolov et al. 2013, Distributed Representations of Words and Phrases, eq. 2',
    build({ inWindow, anchors, contextTable, contextIds }) {
      // Every word of the vocabulary is a candidate, once; the words in the window, picked out of them, are positives.
      const scores = dotProduct(anchors, contextTable)
      const ids = expand(expandDimension(contextIds, 1), inWindow.scores.shape)
      const positive = mapScores(inWindow, () => gatherElements(scores, ids, -1))
      return { loss: fullSoftmax(concatenateContrasts([positive, negatives(scores)]), { reduction: 'sum' }) }
    },
  },
}

const withNoise = ({ inWindow, noise }: Parts): Contrast => concatenateContrasts([inWindow, noise()])

type LogPartition = { readonly logPartition: Operand; readonly parameters: readonly Tensor[] }

// ln V is right for equal scores, so that scores need not spend their size on it; what is learned is the rest.
const logPartitionOf: Readonly<
  Record<
    Configuration['logPartition'],
    (parts: Pick<Parts, 'vocabulary' | 'anchorIds' | 'configuration'>) => LogPartition
  >
> = {
  fixed: ({ vocabulary }) => ({ logPartition: Math.log(vocabulary), parameters: [] }),
  shared({ vocabulary, configuration: { window } }) {
    // One number takes the summed gradient of all pairs (window + 1 an anchor on average), so it moves in units that
    // keep its steps as small as a mean's.
    const unit = 1 / Math.sqrt(FULL_STEP * (window + 1))
    const offset = parameter(LOG_PARTITION, [])
    return { logPartition: add(multiply(offset, unit), Math.log(vocabulary)), parameters: [offset] }
  },
  'per-context'({ vocabulary, anchorIds }) {
    const offsets = parameter(LOG_PARTITION, [vocabulary, 1])
    return { logPartition: add(gather(offsets, anchorIds), Math.log(vocabulary)), parameters: [offsets] }
  },
}

/**
 * The loss of B blocks of text. Inputs, with T = C + 2·window words of text and K noise words for C anchors:
 *
 * - `batch/anchors` int32 [B, C]: consecutive words of the (subsampled) text
 * - `batch/context` int32 [B, T]: those words, with `window` more on either side
 * - `batch/positive` bool [B, C, T]: which of them are in the window of each anchor; none for padding
 * - `batch/noise` int32 [B, K]: words drawn for the block
 * - `batch/context-log-probability` [B, T], `batch/noise-log-probability` [B, K], float32: ln q of those words under
 *   the noise distribution (`nce` and `sampled-softmax`)
 *
 * Every pair of an anchor and a word in its window is a positive (Mikolov et al. 2013), compared with the K noise
 * words of its block weighted k/K, so with k negatives. `loss` is the sum over pairs, as word2vec's updates are;
 * `metric/meanLoss` is that of a pair.
 *
 * Where `nce` learns ln Z, `parameter/log-partition.weight` is its offset w from ln V: ln Z = ln V + w for each anchor
 * word [V, 1], or ln Z = ln V + w/√(1024·(window + 1)) as one for all [].
 */
export function skipGram(vocabulary: number, configuration: Configuration, sizes: BlockSizes): SkipGram {
  const { dim, window, loss: name } = configuration
  const objective = skipGramObjectives[name]
  const width = contextLength(sizes, window)
  const anchorIds = input('batch/anchors', 'int32', ['B', sizes.anchors])
  const positive = input('batch/positive', 'bool', ['B', sizes.anchors, width])
  const anchorTable = parameter(ANCHOR_TABLE, [vocabulary, dim])
  const contextTable = parameter(CONTEXT_TABLE, [vocabulary, dim])
  const anchors = gather(anchorTable, anchorIds)
  const ids = (words: string, length: number) => input(`batch/${words}`, 'int32', ['B', length])
  const scoresOf = (wordIds: Tensor) => dotProduct(anchors, gather(contextTable, wordIds))
  /** ln q of words that the anchors of a block share. */
  const logProbabilityOf = (words: string, length: number) =>
    expandDimension(input(`batch/${words}-log-probability`, 'float32', ['B', length]), 1)

  const contextIds = ids('context', width)
  const { negatives: k } = configuration
  const inWindow = positives(scoresOf(contextIds), {
    mask: positive,
    candidate: false,
    ...(objective.logProbability && { logExpectedCount: logExpectedCount(logProbabilityOf('context', width), k) }),
  })
  const noise = (): Contrast =>
    sampled(scoresOf(ids('noise', sizes.noise)), {
      negatives: k,
      ...(objective.logProbability && { logProbability: logProbabilityOf('noise', sizes.noise) }),
    })
  const { loss, parameters = [] } = objective.build({
    vocabulary,
    configuration,
    anchorIds,
    anchors,
    contextTable,
    contextIds,
    inWindow,
    noise,
  })
  const pairs = reduceSum(cast(positive, 'float32'))
  return {
    parameters: [anchorTable, contextTable, ...parameters],
    loss: loss.loss,
    metrics: { ...loss.metrics, pairs, meanLoss: divide(loss.loss, maximum(pairs, 1)) },
  }
}
