// Words near to a question, as a table.
import type { Neighbor } from '@infonce/word2vec'
import { table } from '../../table.js'

/** A line for each word: the word and its cosine. */
export const neighborTable = (neighbors: readonly Neighbor[], indent = '  '): string[] =>
  table(
    [{ title: '' }, { title: '', align: 'right' }],
    neighbors.map(({ word, similarity }) => [word, similarity.toFixed(3)]),
    indent,
  )

/** Words and cosines for JSON. */
export const neighborJson = (neighbors: readonly Neighbor[]): { word: string; similarity: number }[] =>
  neighbors.map(({ word, similarity }) => ({ word, similarity }))
