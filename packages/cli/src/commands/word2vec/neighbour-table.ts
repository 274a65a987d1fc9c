// Words near to a question, as a table.
import type { Neighbour } from '@infonce/word2vec'
import { table } from '../../table.js'

/** A line for each word: the word and its cosine. */
export const neighbourTable = (neighbours: readonly Neighbour[], indent = '  '): string[] =>
  table(
    [{ title: '' }, { title: '', align: 'right' }],
    neighbours.map(({ word, similarity }) => [word, similarity.toFixed(3)]),
    indent,
  )

/** Words and cosines for JSON. */
export const neighbourJson = (neighbours: readonly Neighbour[]): { word: string; similarity: number }[] =>
  neighbours.map(({ word, similarity }) => ({ word, similarity }))
