// Which images get a sheet of their nearest, and what stands on it.
import type { Neighbors } from '@infonce/evaluation'
import type { ShownImages } from './image-set.js'
import type { Markup } from './markup.js'
import { type NearestSheet, nearestSheets, type SheetTile } from './nearest-sheets.js'
import type { ReportLabels } from './report-labels.js'
import { makeSprite, type Sprite } from './sprite.js'

/** Pixels of all images of the sheets. */
const PIXELS = 500_000

/** What the sheets are made of. */
export interface NearestSectionOptions {
  readonly shown: ShownImages
  readonly bank: ShownImages
  readonly labels: ReportLabels | undefined
  /** Images that get a sheet. */
  readonly queries: readonly number[]
  /** Of every image shown, `k` of each. */
  readonly near: Neighbors
  readonly k: number
  /** Neighbors of a sheet, at most `k`. */
  readonly count: number
}

/** The sheets, and the sprite that holds their images. */
export async function nearestSection(options: NearestSectionOptions): Promise<{ markup: Markup; sprite: Sprite }> {
  const { shown, bank, labels, queries, near, k, count } = options
  const images: { set: ShownImages; index: number }[] = []
  const places = new Map<string, number>()
  const tile = (from: 'shown' | 'bank', index: number): SheetTile => {
    const set = from === 'shown' ? shown : bank
    const key = `${from} ${index}`
    let place = places.get(key)
    if (place === undefined) {
      place = images.length
      places.set(key, place)
      images.push({ set, index })
    }
    const className = labels?.classes[labels[from].codes[index]!]
    return { place, name: set.images[index]!.name, className }
  }
  const sheets = queries.map((query): NearestSheet => {
    const nearest = Array.from({ length: count }, (_, rank) => ({
      ...tile('bank', near.rows[query * k + rank]!),
      similarity: near.similarities[query * k + rank]!,
    }))
    return { query: tile('shown', query), nearest }
  })
  const sprite = await makeSprite(images, PIXELS)
  return { markup: nearestSheets(sheets, sprite), sprite }
}
