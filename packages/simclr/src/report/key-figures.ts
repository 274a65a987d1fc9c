// The table of what probes found, the reported model first, beside what it has to beat.
import type { AccuracyInterval } from '@infonce/evaluation'
import { html, type Markup, percent } from './markup.js'

/** An accuracy from 0 to 1; a `ConfusionMatrix` is one. */
export interface ReportFigure {
  readonly accuracy: number
  /** Its 95 % interval. Default: none is shown. */
  readonly interval?: AccuracyInterval | undefined
}

/** What one representation is worth. The first of a table is the one that is reported. */
export interface ReportRow {
  /** `'this model'`, `'untrained'`, `'pixels'`, `'supervised'` for instance. */
  readonly name: string
  /** Of the linear probe. */
  readonly probe?: ReportFigure | undefined
  /** Of the nearest neighbours' votes. */
  readonly neighbours?: ReportFigure | undefined
}

const COLUMNS = [
  ['probe', 'Linear probe'],
  ['neighbours', 'Nearest neighbours'],
] as const

/** A row for each representation, a column for each kind of judgement that one of them has. */
export function keyFigures(rows: readonly ReportRow[]): Markup {
  const columns = COLUMNS.filter(([key]) => rows.some((row) => row[key]))
  return html`<div class="wide"><table class="figures">
<thead><tr><th scope="col">Representation</th>${columns.map(([, heading]) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${row.name}</th>${columns.map(([key, heading]) => cell(row[key], heading))}</tr>\n`,
  )}</tbody></table></div>
<p class="note">Accuracies${rows.some((row) => row.probe?.interval ?? row.neighbours?.interval) && ' with 95 % intervals'}.
The interval speaks of the choice of test pictures, not of the seed.</p>`
}

function cell(figure: ReportFigure | undefined, heading: string): Markup {
  if (!figure) return html`<td data-heading="${heading}"><span class="none">not measured</span></td>`
  const { accuracy, interval } = figure
  const place = (share: number): string => (100 * share).toFixed(2)
  return html`<td data-heading="${heading}"><b>${percent(accuracy)}</b>${
    interval && html` <span class="soft">${percent(interval.low).slice(0, -2)} – ${percent(interval.high)}</span>`
  }<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect class="fill" width="${place(accuracy)}" height="8"/>${
    interval &&
    html`<path class="whisker" d="M${place(interval.low)} 1V7M${place(interval.high)} 1V7M${place(interval.low)} 4H${place(interval.high)}"/>`
  }</svg></td>`
}
