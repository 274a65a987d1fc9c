// How the text is cut into steps: how many words are anchors together, in blocks and in a step.
import { FrequencySubsampler } from '@infonce/samplers'
import type { Configuration } from './configuration.js'
import { type BlockSizes, FULL_STEP, skipGramObjectives } from './skip-gram.js'
import type { Vocabulary } from './vocabulary.js'

/** Sizes of a block, and how many blocks make a step. */
export interface BlockPlan extends BlockSizes {
  readonly blocks: number
}

// Fewer would leave the matrix products nothing to do.
const FEWEST_ANCHORS = 2
const FEWEST_NOISE = 8

/**
 * Noise words that a step draws at least: where its one block compares with few, each is moved by all anchors at once.
 * Measured on 64 words at a rate of 0.2: of a word's nearest six, 79 % are right with 8 noise words, 91 % with 32 and
 * 94 % with 64; gensim reaches 93 %.
 */
const FEWEST_NOISE_OF_STEP = 64

/**
 * Updates of a step are computed from one state of the parameters and then summed, so a word that comes often in a
 * step is moved too far. How often words come again is told by the vocabulary's effective size, 1/Σf² over relative
 * frequencies f after subsampling. Measured: on an effective size of 490 with a rate of 0.05, steps of 736 words train
 * well and steps of 1,024 diverge, a product of rate and words per effective size of 0.075 and 0.105.
 */
const MOST_RATE_TIMES_WORDS = 0.045

/** The largest steps that are safe for a vocabulary and a learning rate. */
export function planBlocks(vocabulary: Vocabulary, configuration: Configuration): BlockPlan {
  const subsampler = new FrequencySubsampler(vocabulary.counts, configuration.sample)
  let squares = 0
  for (let id = 0; id < vocabulary.size; id++)
    squares += ((vocabulary.counts[id]! * subsampler.keepProbability(id)) / subsampler.expectedTokens) ** 2
  const { noise, stepShare, mostAnchors } = skipGramObjectives[configuration.loss]
  const safe = MOST_RATE_TIMES_WORDS / (configuration.learningRate * squares)
  const words = Math.min(FULL_STEP, safe) * stepShare
  const anchors = Math.max(FEWEST_ANCHORS, Math.min(mostAnchors, 2 ** Math.floor(Math.log2(words))))
  const blocks = Math.max(1, Math.floor(words / anchors))
  return {
    anchors,
    noise: noise ? Math.max(FEWEST_NOISE, anchors, Math.ceil(FEWEST_NOISE_OF_STEP / blocks)) : 0,
    blocks,
  }
}
