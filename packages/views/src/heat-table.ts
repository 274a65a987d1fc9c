// A matrix of classes by classes as a table whose cells are colored.
import { colorOf, cssColor, gradientOfScale, inkOn, type Scale } from './colors.js'
import { html, type Markup } from './markup.js'

/** What a {@link heatTable} shows. */
export interface HeatTableOptions {
  readonly caption: string
  readonly classes: readonly string[]
  /** Heading of the corner: what rows are, and what columns. */
  readonly corner: string
  /** Text of a cell, what it tells a pointer, and where it stands on the scale: nowhere, so that it has no color. */
  readonly cell: (row: number, column: number) => { text: string; hint: string; value?: number | undefined }
  readonly scale: Scale
  readonly format: (value: number) => string
}

/** A row and a column for each class. */
export function heatTable({ caption, classes, corner, cell, scale, format }: HeatTableOptions): Markup {
  return html`<p class="soft">${caption}</p>
<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table class="heat-table">
<thead><tr><td class="soft">${corner}</td>${classes.map((name) => html`<th scope="col" title="${name}"><span>${name}</span></th>`)}</tr></thead>
<tbody>${classes.map(
    (name, row) =>
      html`<tr><th scope="row" title="${name}">${name}</th>${classes.map((_, column) => {
        const { text, value, hint } = cell(row, column)
        if (value === undefined) return html`<td class="soft" title="${hint}">${text}</td>`
        const color = colorOf(value, scale)
        return html`<td title="${hint}" style="background:${cssColor(color)};color:${inkOn(color)}">${text}</td>`
      })}</tr>\n`,
  )}</tbody></table></div>
${scaleBar(scale, format)}`
}

/** The colors of a scale and what they stand for. */
export function scaleBar(scale: Scale, format: (value: number) => string): Markup {
  const { low, high } = scale
  return html`<p class="scale"><span>${format(low)}</span><i style="background:${gradientOfScale}"></i><span>${format(high)}</span></p>`
}
