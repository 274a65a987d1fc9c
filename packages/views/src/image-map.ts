// The map: a mark for each image, near those that the encoder finds alike.
import { classColors, classShapes, classStyle } from './colors.js'
import { grouped, html, type Markup } from './markup.js'

/** What a {@link imageMap} shows. */
export interface ImageMapOptions {
  /** x and y of each image, to any scale. */
  readonly places: readonly (readonly [number, number])[]
  readonly names: readonly string[]
  /** Classes and the class of each image. Default: there are none. */
  readonly labels?: { readonly classes: readonly string[]; readonly codes: Int32Array } | undefined
  readonly description: string
}

const WIDTH = 1000
const MARGIN = 24

/** The map as SVG, complete without a script, and the places on it for the script. */
export function imageMap(options: ImageMapOptions): { markup: Markup; points: (readonly [number, number])[] } {
  const { names, labels, description } = options
  const { points, height } = fitted(options.places)
  const classes = labels?.classes ?? ['']
  const members = classes.map((_, code) =>
    names.flatMap((_, row) => (labels && labels.codes[row] !== code ? [] : [row])),
  )
  const markup = html`${labels && legend(classes, members)}
<figure class="map" id="image-map">
<p class="toolbar js-only"><button type="button" data-view="points" aria-pressed="true">Points</button><button type="button" data-view="images" aria-pressed="false">Images</button><span></span><button type="button" data-zoom="1.6" aria-label="Zoom in">+</button><button type="button" data-zoom="0.625" aria-label="Zoom out">−</button><button type="button" data-zoom="0" aria-label="Whole map">All</button></p>
<div class="map-stage" tabindex="0" role="group" aria-label="Map of images. Arrow keys go from image to image, plus and minus zoom.">
<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${description}">
<defs>${classes.map((_, code) => html`<path id="m${code}" class="mark" d="${classShapes[classStyle(code).shape]}"/>`)}</defs>
${members.map(
  (rows, code) =>
    html`<g class="k${classStyle(code).color}" data-class="${code}">${rows.map(
      (row) =>
        html`<use href="#m${code}" x="${points[row]![0]}" y="${points[row]![1]}"><title>${names[row]}${labels && ` · ${classes[code]}`}</title></use>`,
    )}</g>\n`,
)}</svg><canvas hidden aria-hidden="true"></canvas><i class="ring" hidden></i><div class="tip" hidden><canvas width="96" height="96"></canvas><span></span></div>
</div>
<p class="readout js-only" aria-live="polite">Point at a mark, or use the arrow keys. Drag to move, Ctrl and the wheel, two fingers or + and − to zoom.</p>
</figure>`
  return { markup, points }
}

function legend(classes: readonly string[], members: readonly (readonly number[])[]): Markup {
  return html`<ul class="legend" aria-label="Classes">${classes.map((name, code) => {
    if (members[code]!.length === 0) return null
    const { color, shape } = classStyle(code)
    return html`<li><button type="button" title="${name}" data-class="${code}" aria-pressed="false"><svg class="k${color}" viewBox="-1.3 -1.3 2.6 2.6" aria-hidden="true"><path d="${classShapes[shape]}"/></svg><span>${name}</span> <small>${grouped(members[code]!.length)}</small></button></li>`
  })}</ul>`
}

/** Places within the map's edges, both axes to one scale, the longer one across. */
function fitted(places: readonly (readonly [number, number])[]): {
  points: (readonly [number, number])[]
  height: number
} {
  const limits = (axis: 0 | 1): { low: number; span: number } => {
    const values = places.map((place) => place[axis])
    const low = Math.min(...values)
    return { low, span: Math.max(...values) - low }
  }
  const [first, second] = [limits(0), limits(1)]
  const [across, down, x, y] =
    first.span >= second.span ? ([0, 1, first, second] as const) : ([1, 0, second, first] as const)
  const scale = x.span > 0 ? (WIDTH - 2 * MARGIN) / x.span : 1
  const height = Math.max(360, Math.ceil(y.span * scale) + 2 * MARGIN)
  const round = (value: number): number => Math.round(10 * value) / 10
  const rest = [(WIDTH - x.span * scale) / 2, (height - y.span * scale) / 2] as const
  return {
    points: places.map((place) => [
      round(rest[0] + (place[across] - x.low) * scale),
      round(rest[1] + (place[down] - y.low) * scale),
    ]),
    height,
  }
}

/** The colors of classes as rules, for one kind of paper. */
export const classRules = (paper: 'light' | 'dark'): string =>
  classColors.map((color, i) => `.k${i}{--k:${color[paper]}}`).join('')
