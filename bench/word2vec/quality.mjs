// How good vectors are, by the same evaluator whoever trained them.
import { join } from 'node:path'
import {
  evaluateAnalogies,
  evaluateSimilarity,
  parseAnalogyQuestions,
  parseSimilarityPairs,
  readText,
} from '@infonce/word2vec'

/**
 * @typedef {object} Quality
 * @property {number} rho Spearman's ρ on WordSim-353
 * @property {number} pairs of it of which both words have vectors
 * @property {number} analogies percentage of questions-words.txt that is answered, of the questions asked
 * @property {number} asked
 */

/**
 * Reads the files of questions, and gives what evaluates vectors by them.
 * @param {string} data the folder with `wordeval/`
 * @returns {Promise<(embeddings: import('@infonce/word2vec').Embeddings) => Promise<Quality>>}
 */
export async function evaluate(data) {
  const similarity = join(data, 'wordeval', 'EN-WS-353-ALL.txt')
  const analogies = join(data, 'wordeval', 'questions-words.txt')
  const pairs = parseSimilarityPairs(await readText(similarity), similarity)
  const questions = parseAnalogyQuestions(await readText(analogies), analogies)
  return async (embeddings) => {
    const { rho, found } = evaluateSimilarity(embeddings, pairs)
    const { total } = await evaluateAnalogies(embeddings, questions)
    return { rho, pairs: found, analogies: 100 * total.accuracy, asked: total.asked }
  }
}
