// The graphs of a skip-gram model.
import { type Graph, gather, input, parameter } from '@infonce/core'
import { sgd, TrainingGraphs } from '@infonce/nn'
import type { Configuration } from './configuration.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'
import { ANCHOR_TABLE, type BlockSizes, skipGram, skipGramObjectives } from './skip-gram.js'

/**
 * How far the vector of a word may move in a step. Where a text says the same again and again, a step holds few words,
 * each many times, and all of these updates are computed from one state of the vectors: summed, they go too far.
 * Measured on wiki60, one epoch, means of three seeds: WordSim-353 0.423 and analogies 7.3 %, without a limit 0.403 and
 * 7.1 %. Limits of 0.25 and 0.1 learned repetitive texts less
 * well.
 */
const MAX_ROW_CHANGE = 0.5

function metadata(vocabulary: number, configuration: Configuration): Record<string, string> {
  return {
    package: PACKAGE_NAME,
    version: PACKAGE_VERSION,
    model: 'word2vec skip-gram',
    loss: configuration.loss,
    paper: skipGramObjectives[configuration.loss].paper,
    configuration: JSON.stringify({ vocabulary, ...configuration }),
  }
}

/** The loss, gradient and step of a skip-gram model, trained by gradient descent that limits how far a row moves in a step. */
export function trainingGraphs(vocabulary: number, configuration: Configuration, sizes: BlockSizes): TrainingGraphs {
  const { loss, metrics, parameters } = skipGram(vocabulary, configuration, sizes)
  return new TrainingGraphs({
    name: 'word2vec',
    loss,
    metrics,
    parameters,
    optimizer: sgd({ maxRowChange: MAX_ROW_CHANGE }),
    metadata: metadata(vocabulary, configuration),
  })
}

/** Word ids, `batch/ids` int32 [N], to their vectors, `embedding` float32 [N, D]. */
export function encoderGraph(vocabulary: number, configuration: Configuration): Graph {
  const table = parameter(ANCHOR_TABLE, [vocabulary, configuration.dim])
  const ids = input('batch/ids', 'int32', ['N'])
  return {
    name: 'word2vec.encoder',
    inputs: [table, ids],
    outputs: { embedding: gather(table, ids) },
    metadata: metadata(vocabulary, configuration),
  }
}
