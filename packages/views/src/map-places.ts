// Where images stand on a map: what is near among embeddings is near on it.
import type { Random } from '@infonce/core'
import type { Features } from '@infonce/evaluation'
import { findNearest } from './nearest.js'
import { principalPlaces } from './principal-axes.js'
import type { Turn } from './work.js'

/** Neighbors that an image is drawn to, itself among them. */
const NEIGHBORS = 15
/** Passes over all pairs of neighbors. */
const PASSES = 200
/** Half the side of the square that a map begins in. */
const START = 10

/** Places on a map and how they were found. */
export interface MapPlaces {
  readonly method: 'umap' | 'principal axes'
  /** x and y of each row. */
  readonly places: readonly (readonly [number, number])[]
}

/**
 * Rows in two dimensions by UMAP (McInnes, Healy and Melville 2018) over their exact nearest neighbors by cosine, from
 * their principal plane on; so few that all are neighbors stay in that plane.
 */
export async function placeOnMap(
  features: Features,
  random: Random,
  searching: Turn,
  placing: Turn,
): Promise<MapPlaces> {
  const start = principalPlaces(features, random.split('axes'))
  const { rows } = features
  if (rows <= NEIGHBORS) return { method: 'principal axes', places: start }
  const own = Array.from({ length: rows }, (_, row) => row)
  const k = NEIGHBORS - 1
  const near = await findNearest({ queries: features, bank: features, own, k, turn: searching })
  // CommonJS, which a bundler of a page keeps apart until a map is drawn.
  const { UMAP } = await import('umap-js')
  const draws = random.split('umap')
  const umap = new UMAP({ nNeighbors: NEIGHBORS, nEpochs: PASSES, random: () => draws.uniform() })
  umap.setPrecomputedKNN(
    own.map((row) => [row, ...near.rows.subarray(row * k, (row + 1) * k)]),
    own.map((row) => [
      0,
      ...Array.from(near.similarities.subarray(row * k, (row + 1) * k), (cosine) => Math.max(0, 1 - cosine)),
    ]),
  )
  // The neighbors are given: of the rows it asks their number alone.
  umap.initializeFit(own.map(() => []))
  const places = umap.getEmbedding()
  const largest = Math.max(...start.flat().map(Math.abs)) || 1
  const noise = random.split('start')
  // A little noise parts equal images, which nothing else would.
  for (const [row, place] of places.entries())
    for (const axis of [0, 1] as const)
      place[axis] = (START * start[row]![axis]) / largest + 1e-3 * (noise.uniform() - 0.5)
  for (let pass = 0; pass < PASSES; pass++) {
    await placing(pass, PASSES)
    umap.step()
  }
  return { method: 'umap', places: umap.getEmbedding().map(([x, y]) => [x!, y!]) }
}
