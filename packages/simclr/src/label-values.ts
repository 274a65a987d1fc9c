// What a label says of the pictures of a set.
import type { PictureSet } from './data/pictures.js'
import { PictureError } from './errors.js'

/** A label of every picture of a set. Throws a `PictureError` for a picture without it. */
export function labelValues(set: PictureSet, label: string): string[] {
  return set.pictures.map(({ name, labels }) => {
    if (labels[label] === undefined) {
      const others = Object.keys(labels)
      throw new PictureError(name, `has no label '${label}': it has ${others.length > 0 ? others.join(', ') : 'none'}`)
    }
    return labels[label]
  })
}
