// Trains on pictures that are described: what a worker does.
import { filesEvents } from '@infonce/runtime'
import type { NeighbourOptions } from './neighbour-curve.js'
import { openDescribed, type PictureDescription } from './picture-description.js'
import { type OpeningEvent, type SimClrEvent, type TrainSimClrOptions, trainSimClr } from './train.js'

/** As {@link NeighbourOptions}, with test pictures that are described. */
export interface DescribedNeighbours extends Omit<NeighbourOptions, 'test'> {
  readonly test?: PictureDescription
}

/** As for `trainSimClr`, with pictures that are described. */
export interface TrainDescribedOptions extends Omit<TrainSimClrOptions, 'pictures' | 'neighbours'> {
  readonly pictures: PictureDescription
  readonly neighbours?: DescribedNeighbours
}

/** Opens the pictures of a description and trains on them. */
export async function* trainDescribed(
  options: TrainDescribedOptions,
): AsyncGenerator<SimClrEvent | OpeningEvent, void> {
  const { pictures: description, neighbours: asked, signal, ...rest } = options
  const watched = { ...(signal && { signal }) }
  const pictures = await openDescribed(description, watched)
  yield* filesEvents(pictures.found)
  for (const { name, reason } of pictures.skipped) yield { type: 'skipped', name, reason }
  let neighbours: NeighbourOptions | undefined
  if (asked) {
    const { test, ...others } = asked
    const opened = test && (await openDescribed(test, watched))
    yield* filesEvents(opened?.found)
    for (const { name, reason } of opened?.skipped ?? []) yield { type: 'skipped', name, reason }
    neighbours = { ...others, ...(opened && { test: opened }) }
  }
  const { sizes } = pictures
  for await (const event of trainSimClr({ ...rest, ...watched, pictures, ...(neighbours && { neighbours }) }))
    yield event.type === 'begin' && sizes ? { ...event, sizes } : event
}
