// `infonce word2vec`: the commands of word vectors.
import type { Command } from 'commander'
import { addAnalogy } from './analogy.js'
import { addEvaluate } from './evaluate.js'
import { addExport } from './export.js'
import { addNeighbours } from './neighbours.js'
import { addTrain } from './train.js'

export function addWord2vec(root: Command): void {
  const group = root.command('word2vec').description('train word vectors on a text, ask them, judge and export them')
  addTrain(group)
  addNeighbours(group)
  addAnalogy(group)
  addEvaluate(group)
  addExport(group)
}
