// What a label says of the images of a set.
import type { ImageSet } from './data/images.js'
import { ImageError } from './errors.js'

/** A label of every image of a set. Throws an `ImageError` for an image without it. */
export function labelValues(set: ImageSet, label: string): string[] {
  return set.images.map(({ name, labels }) => {
    if (labels[label] === undefined) {
      const others = Object.keys(labels)
      throw new ImageError(name, `has no label '${label}': it has ${others.length > 0 ? others.join(', ') : 'none'}`)
    }
    return labels[label]
  })
}
