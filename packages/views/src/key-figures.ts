// The table of what probes found, the reported model first, beside what it has to beat.
import type { AccuracyInterval } from '@infonce/evaluation'
import { grouped, html, type Markup, percent } from './markup.js'

/** An accuracy from 0 to 1; a `ConfusionMatrix` is one. */
export interface ReportFigure {
  readonly accuracy: number
  /** Its 95 % interval. Default: none is shown. */
  readonly interval?: AccuracyInterval | undefined
  /** Whether the fit of a linear probe converged, where that is known; one that did not is marked. */
  readonly converged?: boolean | undefined
}

/** What one representation is worth. The first of a table is the one that is reported. */
export interface ReportRow {
  /** `'this model'`, `'untrained'`, `'pixels'`, `'supervised'` for instance. */
  readonly name: string
  /** Of the linear probe. */
  readonly probe?: ReportFigure | undefined
  /** Of the nearest neighbors' votes. */
  readonly neighbors?: ReportFigure | undefined
}

/**
 * A row for each representation, a column for each kind of evaluation that one of them has. The `votes` of nearest
 * neighbors are named where they are known.
 */
export function keyFigures(rows: readonly ReportRow[], votes?: number): Markup {
  const headings = [
    ['probe', 'Linear probe'],
    ['neighbors', votes === undefined ? 'Nearest neighbors' : `${grouped(votes)} nearest neighbors`],
  ] as const
  const columns = headings.filter(([key]) => rows.some((row) => row[key]))
  return html`<div class="wide"><table class="figures">
<thead><tr><th scope="col">Representation</th>${columns.map(([, heading]) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${row.name}</th>${columns.map(([key, heading]) => cell(row[key], heading))}</tr>\n`,
  )}</tbody></table></div>
<p class="note">Accuracies${rows.some((row) => row.probe?.interval ?? row.neighbors?.interval) && ' with 95 % intervals'}.
The intervals cover the choice of test images, not of the seed.${
    rows.some((row) => row.probe?.converged === false) &&
    ' A probe that has not converged may underestimate the features.'
  }</p>`
}

function cell(figure: ReportFigure | undefined, heading: string): Markup {
  if (!figure) return html`<td data-heading="${heading}"><span class="none">not measured</span></td>`
  const { accuracy, interval, converged = true } = figure
  const place = (share: number): string => (100 * share).toFixed(2)
  return html`<td data-heading="${heading}"><b>${percent(accuracy)}</b>${!converged && html` <span class="soft">not converged</span>`}${
    interval && html` <span class="soft">${percent(interval.low).slice(0, -2)} – ${percent(interval.high)}</span>`
  }<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect class="fill" width="${place(accuracy)}" height="8"/>${
    interval &&
    html`<path class="whisker" d="M${place(interval.low)} 1V7M${place(interval.high)} 1V7M${place(interval.low)} 4H${place(interval.high)}"/>`
  }</svg></td>`
}
