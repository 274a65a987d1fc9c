// The shapes of drawings: which points around 0 are inside; the farthest are about 1 away.

/** Whether a point is inside: `right` and `down` from the middle. */
export type Shape = (right: number, down: number) => boolean

const within = (x: number, y: number, radius: number): boolean => x * x + y * y <= radius * radius

/** Outer and inner corners of a star of five, clockwise from the top (cosines and sines of multiples of 36°). */
const starCorners: readonly (readonly [number, number])[] = [
  ...([
    [0, -1],
    [0.247, -0.34],
    [0.951, -0.309],
    [0.399, 0.13],
    [0.588, 0.809],
    [0, 0.42],
  ] as const),
  ...([
    [-0.588, 0.809],
    [-0.399, 0.13],
    [-0.951, -0.309],
    [-0.247, -0.34],
  ] as const),
]

/** Whether a line to the right crosses the outline an odd number of times. */
function isInside(corners: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false
  let begin = corners.at(-1)!
  for (const end of corners) {
    const crosses = begin[1] > y !== end[1] > y
    if (crosses && x < begin[0] + ((y - begin[1]) / (end[1] - begin[1])) * (end[0] - begin[0])) inside = !inside
    begin = end
  }
  return inside
}

/** By their names, the values of the label `shape`. Arithmetic that is exact to the last bit on every engine. */
export const shapes: Readonly<Record<string, Shape>> = {
  disc: (x, y) => within(x, y, 0.88),
  ring: (x, y) => within(x, y, 0.95) && !within(x, y, 0.55),
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.76,
  triangle: (x, y) => y <= 0.6 && 1.732 * Math.abs(x) <= y + 1.05,
  star: (x, y) => isInside(starCorners, x, y),
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) <= 0.29 && Math.max(Math.abs(x), Math.abs(y)) <= 0.95,
  crescent: (x, y) => within(x, y, 0.95) && !within(x - 0.5, y, 0.78),
  bar: (x, y) => Math.abs(x) <= 0.98 && Math.abs(y) <= 0.3,
  arrow: (x, y) => (x > 0 ? Math.abs(y) <= 0.9 * (0.98 - x) : x >= -0.95 && Math.abs(y) <= 0.26),
  heart: (x, y) => {
    // (x² + y² − 1)³ = x²·y³, upwards and wider than it is high.
    const [a, b] = [1.25 * x, 0.15 - 1.25 * y]
    const c = a * a + b * b - 1
    return c * c * c <= a * a * b * b * b
  },
}

/** No point of a shape is farther from its middle. */
export const FARTHEST = 1.15

/** Their names. */
export const shapeNames: readonly string[] = Object.keys(shapes)
