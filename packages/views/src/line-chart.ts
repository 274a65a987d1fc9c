// A curve over epochs as an SVG image.
import { html, type Markup } from './markup.js'

/** What a {@link lineChart} shows. */
export interface LineChartOptions {
  readonly heading: string
  /** x and y, by ascending x. */
  readonly points: readonly (readonly [epoch: number, value: number])[]
  readonly format: (value: number) => string
  /** Of the numbers at the axis. Default: `format`. */
  readonly tick?: (value: number) => string
  /** One of the classes of curves that the style colors. */
  readonly kind: 'loss' | 'accuracy'
}

const WIDTH = 440
const HEIGHT = 240
const EDGE = { left: 54, right: 18, top: 16, bottom: 40 }
/** Points up to which each has a dot; of more, the dots would hide the curve. */
const MOST_DOTS = 60

/** One curve with its axes; every point tells its values to a pointer. */
export function lineChart({ heading, points, format, tick: tell = format, kind }: LineChartOptions): Markup {
  const values = points.map(([, value]) => value)
  const yTicks = niceTicks(Math.min(...values), Math.max(...values), 5)
  const [first, last] = [points[0]![0], points.at(-1)![0]]
  const xTicks = niceTicks(first, last, 6, 1).filter((tick) => tick >= first && tick <= last)
  const x = between(first, last, EDGE.left, WIDTH - EDGE.right)
  const y = between(yTicks[0]!, yTicks.at(-1)!, HEIGHT - EDGE.bottom, EDGE.top)
  const path = points.map(([epoch, value], i) => `${i ? 'L' : 'M'}${x(epoch)} ${y(value)}`).join('')
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return html`<figure class="chart"><figcaption>${heading}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${heading} from epoch ${first} to ${last}: first ${format(values[0]!)}, last ${format(values.at(-1)!)}, from ${format(low)} to ${format(high)}">
${yTicks.map((tick) => html`<path class="grid" d="M${EDGE.left} ${y(tick)}H${WIDTH - EDGE.right}"/><text class="end" x="${EDGE.left - 8}" y="${Number(y(tick)) + 4}">${tell(tick)}</text>`)}
${xTicks.map((tick) => html`<text class="middle" x="${x(tick)}" y="${HEIGHT - EDGE.bottom + 18}">${tick}</text>`)}
<text class="middle soft" x="${(EDGE.left + WIDTH - EDGE.right) / 2}" y="${HEIGHT - 6}">epoch</text>
<path class="curve ${kind}" d="${path}"/>
${points.map(([epoch, value]) => html`<circle class="${kind}${points.length > MOST_DOTS && ' hidden'}" cx="${x(epoch)}" cy="${y(value)}" r="3"><title>epoch ${epoch}: ${format(value)}</title></circle>`)}
</svg></figure>`
}

/** A line through two places, as text with two digits. */
function between(low: number, high: number, from: number, to: number): (value: number) => string {
  return (value) => (high > low ? from + ((value - low) / (high - low)) * (to - from) : (from + to) / 2).toFixed(2)
}

/**
 * Round numbers that enclose two limits, about as many as asked for, by steps of 1, 2 or 5 times a power of ten and of
 * `least` at least.
 */
export function niceTicks(low: number, high: number, about: number, least: number = 0): number[] {
  const span = high > low ? high - low : Math.abs(low) || 1
  const rough = span / (about - 1)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(least, [1, 2, 5, 10].find((factor) => factor * power >= rough)! * power)
  const [from, to] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)]
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9))
  return Array.from({ length: Math.max(2, to - from + 1) }, (_, i) => Number(((from + i) * step).toFixed(digits)))
}
