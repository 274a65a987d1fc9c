// Drawn images as a set.
import { type ImageSet, imagesInMemory } from '../data/images.js'
import { type DrawingsOptions, drawings } from '../drawings/drawings.js'

export function openDrawings(options: DrawingsOptions): ImageSet {
  const made = drawings(options)
  return imagesInMemory({ images: [...made], size: made.size })
}
