// A large matrix of similarities as an image with a pixel for each pair.

import { base64, pngAddress } from './base64.js'
import { colorOf } from './colors.js'
import { scaleBar } from './heat-table.js'
import { fixed, html, type Markup } from './markup.js'
import { encodePng } from './png.js'
import { limitsOffDiagonal } from './similarity.js'

/** Rows that stand together and have a name. */
export interface HeatGroup {
  readonly name: string
  readonly count: number
}

/** What a {@link heatImage} shows. */
export interface HeatImageOptions {
  /** What its data are called in the page: a script finds values and rows by it. */
  readonly id: string
  /** Cosines, `[width, width]`. */
  readonly values: Float64Array
  readonly width: number
  /** What the image says, for those who do not see it. */
  readonly description: string
  /** Names beside the image; none for rows without classes. */
  readonly groups: readonly HeatGroup[]
}

/** The image, its scale, and the values for the script that tells them. */
export async function heatImage(options: HeatImageOptions): Promise<{ markup: Markup; values: string }> {
  const { id, values, width, description, groups } = options
  const scale = limitsOffDiagonal(values, width)
  const pixels = new Uint8Array(3 * values.length)
  for (let i = 0; i < values.length; i++) pixels.set(colorOf(values[i]!, scale), 3 * i)
  const address = pngAddress(await encodePng(pixels, width, width))
  let at = 0
  const starts = groups.map(({ count }) => {
    at += count
    return at - count
  })
  const share = (place: number): string => ((100 * place) / width).toFixed(3)
  const markup = html`<figure class="heat" id="${id}">
<div class="heat-rows" aria-hidden="true">${groups.map(
    ({ name, count }, i) => html`<span style="top:${share(starts[i]! + count / 2)}%" title="${name}">${name}</span>`,
  )}</div>
<div class="heat-stage" tabindex="0" role="group" aria-label="Similarities of pairs. Arrow keys go from pair to pair.">
<img src="${address}" alt="${description}" width="${width}" height="${width}">
<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true"><path d="${starts
    .slice(1)
    .map((start) => `M0 ${share(start)}H100M${share(start)} 0V100`)
    .join('')}"/></svg><i class="cross" hidden></i>
</div>
${scaleBar(scale, (value) => fixed(value, 2))}
<p class="readout js-only" aria-live="polite">Point at a pair, or use the arrow keys.</p>
</figure>`
  // A byte for each value: steps of 1/127 are finer than the two digits that are told.
  const bytes = Uint8Array.from(values, (value) => Math.round(127 * (value + 1)))
  return { markup, values: base64(bytes) }
}
