// Drawn pictures as a set.
import { type PictureSet, picturesInMemory } from '../data/pictures.js'
import { type DrawingsOptions, drawings } from '../drawings/drawings.js'

export function openDrawings(options: DrawingsOptions): PictureSet {
  const made = drawings(options)
  return picturesInMemory({ pictures: [...made], size: made.size })
}
