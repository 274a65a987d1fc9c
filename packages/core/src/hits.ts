// Candidates that are known by ids: duplicates of a positive among the negatives.

import { type Contrast, checkContrast, sourcesOf, throughout } from './contrast.js'
import { mapSources } from './contrast-changes.js'
import { ValueError } from './errors.js'
import { and, equal, greaterOrEqual, not, or } from './operations/comparison.js'
import { cast, where } from './operations/elementwise.js'
import { expandDimension } from './operations/movement.js'
import { reduceMax } from './operations/reduction.js'
import type { Tensor } from './tensor.js'

/**
 * Which negatives have the id of a positive of their anchor, bool [..., A, C] (accidental hits, Jean et al. 2015;
 * duplicates in a batch; keys of the anchor's label in a queue). An id of −1 hits nothing.
 * @throws ValueError for a contrast without ids
 */
export function hits(contrast: Contrast): Tensor {
  checkContrast('hits', contrast)
  return hitsAmong('hits', contrast, contrast)
}

/** Entries of a source that have the id of a positive of the whole contrast, and are none. */
function hitsAmong(what: string, contrast: Contrast, source: Contrast): Tensor {
  if (!source.ids) throw new ValueError(`${what}: the contrast has no ids: pass ids when you create its candidates`)
  const { ids, positive } = source
  const found = sourcesOf(contrast)
    .filter((each) => each.ids && throughout(each.positive) !== 0)
    .map((each) => {
      // Of one positive its id is the largest; of several, each is compared with every candidate.
      const own = where(each.positive, each.ids!, -1)
      if (each.onePositive) return equal(ids, cast(reduceMax(cast(own, 'float32'), -1, true), 'int32'))
      const pairs = equal(expandDimension(own, -1), expandDimension(ids, -2))
      return greaterOrEqual(reduceMax(cast(pairs, 'float32'), -2), 1)
    })
  if (found.length === 0) return and(positive, not(positive))
  return and(and(found.reduce(or), not(positive)), greaterOrEqual(ids, 0))
}

/**
 * The contrast without {@link hits}: negatives that are the anchor's positive under another place are no candidates.
 * @throws ValueError for a contrast without ids
 */
export function excludeHits(contrast: Contrast): Contrast {
  checkContrast('excludeHits', contrast)
  if (!contrast.ids)
    throw new ValueError('excludeHits: the contrast has no ids: pass ids when you create its candidates')
  return mapSources(contrast, (source) => {
    // A source without ids, or of positives alone, has none.
    if (!source.ids || throughout(source.positive) === 1) return {}
    return { weight: where(hitsAmong('excludeHits', contrast, source), 0, source.weight) }
  })
}

/**
 * The contrast in which {@link hits} are positives too: keys of the anchor's label in a queue (supervised contrast with
 * a queue), duplicates of a positive in a batch.
 * @throws ValueError for a contrast without ids, or with soft targets
 */
export function includeHits(contrast: Contrast): Contrast {
  checkContrast('includeHits', contrast)
  if (!contrast.ids)
    throw new ValueError('includeHits: the contrast has no ids: pass ids when you create its candidates')
  if (contrast.target.dtype !== 'bool')
    throw new ValueError('includeHits: the targets are soft: they say what a positive is')
  return mapSources(contrast, (source) => {
    if (!source.ids || throughout(source.positive) === 1) return {}
    const found = hitsAmong('includeHits', contrast, source)
    // What is no candidate is no positive either.
    const kept = throughout(source.weight) === undefined ? and(found, not(equal(source.weight, 0))) : found
    return { target: or(source.target, kept), onePositive: false, positiveIndex: undefined }
  })
}
