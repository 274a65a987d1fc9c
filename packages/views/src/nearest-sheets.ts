// For some images, those of the bank that the encoder finds most alike.
import { fixed, html, type Markup } from './markup.js'
import type { Sprite } from './sprite.js'

/** An image of a sheet. */
export interface SheetTile {
  /** Its place in the sprite. */
  readonly place: number
  readonly name: string
  /** Default: it has none. */
  readonly className?: string | undefined
}

/** An image and what is nearest to it. */
export interface NearestSheet {
  readonly query: SheetTile
  /** The nearest first. */
  readonly nearest: readonly (SheetTile & { readonly similarity: number })[]
}

/** The sheets, one row each, under the name of their class where there are classes. */
export function nearestSheets(sheets: readonly NearestSheet[], sprite: Sprite): Markup {
  const tile = ({ place }: SheetTile): Markup => {
    const [x, y] = [place % sprite.columns, Math.floor(place / sprite.columns)]
    return html`<span class="p" style="background-position:${share(x, sprite.columns)}% ${share(y, sprite.rows)}%"></span>`
  }
  const row = ({ query, nearest }: NearestSheet): Markup => {
    const same = nearest.filter(({ className }) => className === query.className).length
    const told = query.className === undefined ? '' : `, ${same} of the ${nearest.length} nearest are of its class`
    return html`<ol class="sheet" aria-label="${label(query)}${told}">
<li class="query" title="${label(query)}"><span class="tile" role="img" aria-label="${label(query)}">${tile(query)}</span><small>query</small></li>
${nearest.map((near) => {
  const alike = query.className === undefined ? '' : near.className === query.className ? 'same' : 'other'
  const words = alike === '' ? '' : alike === 'same' ? ', same class' : ', another class'
  const text = `${label(near)}, similarity ${fixed(near.similarity, 3)}${words}`
  return html`<li class="${alike}" title="${text}"><span class="tile" role="img" aria-label="${text}">${tile(near)}</span><small aria-hidden="true">${
    alike !== '' && html`<b>${alike === 'same' ? '✓' : '✗'}</b> `
  }${fixed(near.similarity, 2)}</small></li>`
})}</ol>`
  }
  const classes = [...new Set(sheets.map(({ query }) => query.className))]
  return html`<div class="sheets">${classes.map(
    (name) =>
      html`<section>${name !== undefined && html`<h3>${name}</h3>`}${sheets
        .filter(({ query }) => query.className === name)
        .map(row)}</section>\n`,
  )}</div>`
}

const label = ({ name, className }: SheetTile): string => (className === undefined ? name : `${name} (${className})`)

/** Where a place of a sprite is, as CSS counts positions of backgrounds. */
const share = (place: number, count: number): string => (count > 1 ? ((100 * place) / (count - 1)).toFixed(4) : '0')
