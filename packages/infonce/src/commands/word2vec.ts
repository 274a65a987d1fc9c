// `infonce word2vec`: the commands of word vectors.
import type { Command } from 'commander'
import { addAnalogy } from './word2vec/analogy.js'
import { addEvaluate } from './word2vec/evaluate.js'
import { addExport } from './word2vec/export.js'
import { addNeighbors } from './word2vec/neighbors.js'
import { addTrain } from './word2vec/train.js'

export function addWord2vec(root: Command): void {
  const group = root.command('word2vec').description('train, query, evaluate and export word vectors')
  addTrain(group)
  addNeighbors(group)
  addAnalogy(group)
  addEvaluate(group)
  addExport(group)
}
