// The nearest images of a bank, for every image that is shown.
import { type Features, type Neighbors, nearestNeighbors, selectRows } from '@infonce/evaluation'
import type { Turn } from './work.js'

/** Rows that are searched for before others have their turn. */
const BLOCK = 64

/** Which rows are searched for and where. */
export interface SearchOptions {
  readonly queries: Features
  readonly bank: Features
  /** Of each query, its own row in the bank, which is none of its neighbors. Default: it has none. */
  readonly own?: ArrayLike<number> | undefined
  readonly k: number
  /** Called between blocks with the queries that are done. */
  readonly turn: Turn
}

/** The k rows of the bank that are nearest to each query by their cosines, the nearest first. */
export async function findNearest({ queries, bank, own, k, turn }: SearchOptions): Promise<Neighbors> {
  const found = own ? k + 1 : k
  // The search is a classifier's and asks for classes; where the nearest rows are does not depend on them.
  const codes = Int32Array.from({ length: bank.rows }, (_, row) => row % 2)
  const search = nearestNeighbors(bank, { classes: ['even', 'odd'], codes }, { k: found })
  const rows = new Int32Array(queries.rows * k)
  const similarities = new Float64Array(queries.rows * k)
  for (let start = 0; start < queries.rows; start += BLOCK) {
    await turn(start, queries.rows)
    const block = Array.from({ length: Math.min(BLOCK, queries.rows - start) }, (_, i) => start + i)
    const near = search.neighbors(selectRows(queries, block))
    for (const [i, query] of block.entries()) {
      const places = Array.from({ length: found }, (_, rank) => i * found + rank).filter(
        (place) => near.rows[place] !== own?.[query],
      )
      for (let rank = 0; rank < k; rank++) {
        rows[query * k + rank] = near.rows[places[rank]!]!
        similarities[query * k + rank] = near.similarities[places[rank]!]!
      }
    }
  }
  return { rows, similarities }
}

/** The class that most of the nearest have, of equals that of the nearest, for each row of `codes` `[rows, k]`. */
export function majority(codes: Int32Array, k: number, classes: number): Int32Array {
  return Int32Array.from({ length: codes.length / k }, (_, row) => {
    const nearest = codes.subarray(row * k, (row + 1) * k)
    const votes = new Int32Array(classes)
    for (const code of nearest) votes[code]!++
    const most = Math.max(...votes)
    return nearest.find((code) => votes[code] === most)!
  })
}
