// Trains on images that are described: what a worker does.
import { filesEvents } from '@infonce/runtime'
import { type ImageDescription, openDescribed } from './image-description.js'
import type { NeighborOptions } from './neighbor-curve.js'
import { type OpeningEvent, type SimClrEvent, type TrainSimClrOptions, trainSimClr } from './train.js'

/** As {@link NeighborOptions}, with test images that are described. */
export interface DescribedNeighbors extends Omit<NeighborOptions, 'test'> {
  readonly test?: ImageDescription
}

/** As for `trainSimClr`, with images that are described. */
export interface TrainDescribedOptions extends Omit<TrainSimClrOptions, 'images' | 'neighbors'> {
  readonly images: ImageDescription
  readonly neighbors?: DescribedNeighbors
}

/** Opens the images of a description and trains on them. */
export async function* trainDescribed(
  options: TrainDescribedOptions,
): AsyncGenerator<SimClrEvent | OpeningEvent, void> {
  const { images: description, neighbors: asked, signal, ...rest } = options
  const watched = { ...(signal && { signal }) }
  const images = await openDescribed(description, watched)
  yield* filesEvents(images.found)
  for (const { name, reason } of images.skipped) yield { type: 'skipped', name, reason }
  let neighbors: NeighborOptions | undefined
  if (asked) {
    const { test, ...others } = asked
    const opened = test && (await openDescribed(test, watched))
    yield* filesEvents(opened?.found)
    for (const { name, reason } of opened?.skipped ?? []) yield { type: 'skipped', name, reason }
    neighbors = { ...others, ...(opened && { test: opened }) }
  }
  const { sizes } = images
  for await (const event of trainSimClr({ ...rest, ...watched, images, ...(neighbors && { neighbors }) }))
    yield event.type === 'begin' && sizes ? { ...event, sizes } : event
}
