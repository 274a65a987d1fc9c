// How training went, epoch by epoch.
import { lineChart } from './line-chart.js'
import { html, type Markup, percent } from './markup.js'

/** One epoch of a training run; what was not measured is left out. */
export interface TrainingPoint {
  readonly epoch: number
  readonly loss?: number | undefined
  /** Accuracy of nearest neighbors, from 0 to 1. */
  readonly neighbors?: number | undefined
}

/**
 * A curve for the loss and one for the neighbors, as far as there are two points, and the numbers as a table. `note`
 * says what the neighbors are of.
 */
export function trainingCurves(curve: readonly TrainingPoint[], note?: string): Markup {
  const loss = pairs(curve, 'loss')
  const neighbors = pairs(curve, 'neighbors')
  return html`<div class="charts">${
    loss.length > 1 && lineChart({ heading: 'Loss', points: loss, format: number, kind: 'loss' })
  }${
    neighbors.length > 1 &&
    lineChart({
      heading: 'Accuracy of nearest neighbors during training',
      points: neighbors,
      format: percent,
      tick: wholePercent,
      kind: 'accuracy',
    })
  }</div>
${note !== undefined && curve.some((point) => point.neighbors !== undefined) && html`<p class="note">${note}</p>`}
<details><summary>The numbers</summary><div class="wide"><table>
<thead><tr><th scope="col">Epoch</th><th scope="col">Loss</th><th scope="col">Nearest neighbors</th></tr></thead>
<tbody>${curve.map(
    (point) =>
      html`<tr><th scope="row">${point.epoch}</th><td>${point.loss !== undefined && number(point.loss)}</td><td>${
        point.neighbors !== undefined && percent(point.neighbors)
      }</td></tr>\n`,
  )}</tbody></table></div></details>`
}

function pairs(curve: readonly TrainingPoint[], key: 'loss' | 'neighbors'): [number, number][] {
  return curve.flatMap((point) => {
    const value = point[key]
    return value !== undefined && Number.isFinite(value) ? [[point.epoch, value] as [number, number]] : []
  })
}

const wholePercent = (share: number): string => `${Number((100 * share).toFixed(2))} %`

const number = (value: number): string => String(Number(value.toPrecision(4)))
