// Which classes are taken for which by their nearest neighbors.
import type { ConfusionMatrix } from '@infonce/evaluation'
import { heatTable } from './heat-table.js'
import { grouped, html, type Markup, percent } from './markup.js'

/** Classes up to which a whole table can be read; of more, the most frequent confusions are told. */
export const MOST_CLASSES_OF_A_TABLE = 24
const MOST_PAIRS = 20

/**
 * The accuracy, and the confusions as a table of all classes or as a list of the most frequent. `what` says which
 * images they are of: `images`, `images shown`.
 */
export function confusions(matrix: ConfusionMatrix, k: number, what: string): Markup {
  const { classes, counts, total, correct, accuracy, interval, recalls } = matrix
  const width = classes.length
  const totals = classes.map((_, row) => counts.subarray(row * width, (row + 1) * width).reduce((a, b) => a + b))
  const sentence = html`<p>Of ${grouped(total)} ${what}, ${grouped(correct)} get the class that most of their ${k} nearest neighbors have: <b>${percent(accuracy)}</b>, 95 % interval ${percent(interval.low)} – ${percent(interval.high)}.</p>`
  if (width <= MOST_CLASSES_OF_A_TABLE)
    return html`${sentence}${heatTable({
      caption: 'Classes by the votes of the nearest neighbors',
      corner: 'true ↓ predicted →',
      classes,
      cell: (row, column) => {
        const count = counts[row * width + column]!
        const share = totals[row]! > 0 ? count / totals[row]! : 0
        return {
          text: String(count),
          value: count > 0 ? share : undefined,
          hint: `${classes[row]} predicted as ${classes[column]}: ${count} of ${totals[row]}, ${percent(share)}`,
        }
      },
      scale: { low: 0, high: 1 },
      format: (value) => `${100 * value} %`,
    })}`
  const pairs = Array.from(counts, (count, place) => ({ count, row: Math.floor(place / width), column: place % width }))
    .filter(({ count, row, column }) => count > 0 && row !== column)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_PAIRS)
  const told = classes.map((_, row) => row).filter((row) => totals[row]! > 0)
  return html`${sentence}<div class="wide"><table class="list">
<caption>The most frequent confusions</caption>
<thead><tr><th scope="col">Class</th><th scope="col">predicted as</th><th scope="col">times</th></tr></thead>
<tbody>${pairs.map(
    ({ count, row, column }) =>
      html`<tr><th scope="row">${classes[row]}</th><td>${classes[column]}</td><td>${count} of ${totals[row]}</td></tr>\n`,
  )}</tbody></table></div>
<details><summary>Recall of each class</summary><div class="wide"><table class="list">
<thead><tr><th scope="col">Class</th><th scope="col">recall</th><th scope="col">images</th></tr></thead>
<tbody>${told.map(
    (row) =>
      html`<tr><th scope="row">${classes[row]}</th><td>${percent(recalls[row]!)}</td><td>${totals[row]}</td></tr>\n`,
  )}</tbody></table></div></details>`
}
