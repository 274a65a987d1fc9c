// k nearest neighbors: how well the neighbors of frozen features tell classes apart.
import { ValueError } from '@infonce/core'
import { FeatureError } from './errors.js'
import { checkFeatures, type Features } from './features.js'
import { checkTrainingSet, type Labels } from './labels.js'
import { addRowProducts } from './row-products.js'

/** The similarity of two vectors by their product and the squares of their norms. */
const SIMILARITIES = {
  /** Cosine; 0 for a vector of zeros, which has no direction. */
  cosine: (product: number, squareA: number, squareB: number): number =>
    squareA > 0 && squareB > 0 ? product / Math.sqrt(squareA * squareB) : 0,
  /** Minus the distance. The difference of the sums can round to less than 0, where vectors are equal. */
  euclidean: (product: number, squareA: number, squareB: number): number =>
    -Math.sqrt(Math.max(0, squareA + squareB - 2 * product)),
}

/** The weight of a neighbor, by how much less similar it is than the nearest (0 or below). */
const WEIGHTS = {
  equal: (): number => 1,
  similarity: (difference: number, temperature: number): number => Math.exp(difference / temperature),
}

export interface NearestNeighborsOptions {
  /** Neighbors that vote. Default 20. */
  readonly k?: number
  /** Cosine of the vectors, or Euclidean distance. Default `'cosine'`. */
  readonly distance?: keyof typeof SIMILARITIES
  /**
   * `'equal'` (default): each neighbor has one vote. `'similarity'`: exp(similarity / temperature) votes, as in Z. Wu
   * et al.: Unsupervised Feature Learning via Non-Parametric Instance Discrimination (2018), section 3.4; the similarity
   * is the cosine, or minus the Euclidean distance.
   */
  readonly weights?: keyof typeof WEIGHTS
  /** For `'similarity'`, above 0. Default 0.07. */
  readonly temperature?: number
}

/** The training rows that are nearest to each row given, the nearest first. */
export interface Neighbors {
  /** Places of training rows, `[rows, k]`; of equally near ones the first comes first. */
  readonly rows: Int32Array
  /** Their cosines, or minus their Euclidean distances, `[rows, k]`. */
  readonly similarities: Float64Array
}

/** A classifier by the nearest neighbors. Every method throws a `FeatureError` for features that do not fit. */
export interface NearestNeighbors {
  readonly classes: readonly string[]
  readonly k: number
  neighbors(features: Features): Neighbors
  /** Each class's share of the votes, `[rows, classes]`. */
  probabilities(features: Features): Float64Array
  /** The class with the most votes for each row, a place in `classes`; of equals the one that has the nearest neighbor. */
  predict(features: Features): Int32Array
}

/** Rows that are compared with the whole training set at a time. */
const BLOCK = 16

/**
 * Classifies by the k nearest rows of a training set, which is kept, not copied. The search is exact: every row is
 * compared with every training row, in float64. Cosines ask for no standardization; Euclidean distances usually do.
 *
 * Throws a `FeatureError` for features that are not finite or no matrix, or fewer rows than k; a `LabelError` for fewer
 * than two classes, a class without rows or another number of labels than rows; a `ValueError` for an option out of
 * its range.
 */
export function nearestNeighbors(
  features: Features,
  labels: Labels,
  options: NearestNeighborsOptions = {},
): NearestNeighbors {
  const { k = 20, distance = 'cosine', weights = 'equal', temperature = 0.07 } = options
  if (!Number.isInteger(k) || k < 1) throw new ValueError(`k must be a whole number from 1 up, found ${k}`)
  if (!(temperature > 0 && Number.isFinite(temperature)))
    throw new ValueError(`temperature must be a number above 0, found ${temperature}`)
  const similarity = lookUp(SIMILARITIES, distance, 'distance')
  const weight = lookUp(WEIGHTS, weights, 'weights')
  checkTrainingSet(features, labels)
  const { rows: known, columns, data } = features
  if (known < k) throw new FeatureError(`there are ${known} training rows and k is ${k}; lower k or give more rows`)
  const squares = squaresOfRows(features)
  const classes = labels.classes.length

  const neighbors = (given: Features): Neighbors => {
    checkFeatures(given, 'features', columns)
    const rows = new Int32Array(given.rows * k)
    const similarities = new Float64Array(given.rows * k)
    const givenSquares = squaresOfRows(given)
    const block = new Float64Array(BLOCK * columns)
    const products = new Float64Array(BLOCK * known)
    for (let start = 0; start < given.rows; start += BLOCK) {
      const size = Math.min(BLOCK, given.rows - start)
      block.set(given.data.subarray(start * columns, (start + size) * columns))
      products.fill(0)
      addRowProducts(data, known, block, size, columns, products)
      for (let row = 0; row < size; row++) {
        const square = givenSquares[start + row]!
        const compared = products.subarray(row * known, (row + 1) * known)
        for (let i = 0; i < known; i++) compared[i] = similarity(compared[i]!, square, squares[i]!)
        const place = (start + row) * k
        keepLargest(compared, rows.subarray(place, place + k), similarities.subarray(place, place + k))
      }
    }
    return { rows, similarities }
  }

  /** Calls back with the votes of each row and the class of its nearest neighbor. */
  const vote = (given: Features, counted: (row: number, votes: Float64Array, nearest: Int32Array) => void): void => {
    const { rows, similarities } = neighbors(given)
    const votes = new Float64Array(classes)
    const ranked = new Int32Array(k)
    for (let row = 0; row < given.rows; row++) {
      votes.fill(0)
      for (let rank = 0; rank < k; rank++) {
        const code = labels.codes[rows[row * k + rank]!]!
        ranked[rank] = code
        votes[code]! += weight(similarities[row * k + rank]! - similarities[row * k]!, temperature)
      }
      counted(row, votes, ranked)
    }
  }
  return {
    classes: labels.classes,
    k,
    neighbors,
    probabilities(given) {
      const out = new Float64Array(given.rows * classes)
      vote(given, (row, votes) => {
        const sum = votes.reduce((a, b) => a + b)
        for (let code = 0; code < classes; code++) out[row * classes + code] = votes[code]! / sum
      })
      return out
    },
    predict(given) {
      const out = new Int32Array(given.rows)
      vote(given, (row, votes, ranked) => {
        let best = ranked[0]!
        for (const code of ranked) if (votes[code]! > votes[best]!) best = code
        out[row] = best
      })
      return out
    },
  }
}

/** Writes the largest values and their places, the largest first and of equals the first first. */
function keepLargest(values: Float64Array, places: Int32Array, kept: Float64Array): void {
  kept.fill(Number.NEGATIVE_INFINITY)
  const last = kept.length - 1
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!(value > kept[last]!)) continue
    let rank = last
    for (; rank > 0 && value > kept[rank - 1]!; rank--) {
      kept[rank] = kept[rank - 1]!
      places[rank] = places[rank - 1]!
    }
    kept[rank] = value
    places[rank] = i
  }
}

function squaresOfRows({ rows, columns, data }: Features): Float64Array {
  const out = new Float64Array(rows)
  for (let row = 0; row < rows; row++)
    for (let i = row * columns; i < (row + 1) * columns; i++) out[row]! += data[i]! * data[i]!
  return out
}

function lookUp<T extends object, K extends keyof T & string>(table: T, name: K, option: string): T[K] {
  if (!Object.hasOwn(table, name))
    throw new ValueError(`${option} must be one of ${Object.keys(table).join(', ')}; found '${name}'`)
  return table[name]
}
