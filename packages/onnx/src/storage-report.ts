// What a file says about the precision of its weights: one entry of its metadata, written and read.
import type { RoundingError, StoredWeight } from './stored-weight.js'

/** Key of the metadata entry. */
export const STORAGE_KEY = 'storage'

/** How the weights of a model differ from those in float32. */
export interface StorageReport {
  readonly dtype: 'float16'
  /** The largest difference between a number of any weight and what is stored for it. */
  readonly largestError: number
  /** The largest of the weights' relative errors. */
  readonly relativeError: number
  /** By the weights' names. */
  readonly weights: Readonly<Record<string, RoundingError>>
}

/** The report on weights, if any of them was rounded to float16. */
export function reportStorage(weights: readonly StoredWeight[]): StorageReport | undefined {
  const rounded = weights.flatMap(({ tensor, rounding }) => (rounding ? [[tensor.name, rounding] as const] : []))
  if (rounded.length === 0) return undefined
  const largest = (key: 'largestError' | 'relativeError'): number =>
    rounded.reduce((most, [, rounding]) => Math.max(most, rounding[key]), 0)
  return {
    dtype: 'float16',
    largestError: largest('largestError'),
    relativeError: largest('relativeError'),
    weights: Object.fromEntries(rounded),
  }
}

/** Reads a report out of a file's metadata; undefined where there is none, or something else of that name. */
export function parseStorage(metadata: Readonly<Record<string, string>>): StorageReport | undefined {
  let found: unknown
  try {
    found = JSON.parse(metadata[STORAGE_KEY] ?? 'null')
  } catch {
    return undefined
  }
  return isReport(found) ? found : undefined
}

function isReport(found: unknown): found is StorageReport {
  if (!isRecord(found)) return false
  const { dtype, largestError, relativeError, weights } = found
  if (dtype !== 'float16' || typeof largestError !== 'number' || typeof relativeError !== 'number') return false
  const keys = ['largestMagnitude', 'largestError', 'relativeError']
  return (
    isRecord(weights) &&
    Object.values(weights).every((entry) => isRecord(entry) && keys.every((key) => typeof entry[key] === 'number'))
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
