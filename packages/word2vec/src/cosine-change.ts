// How far storing a table in float16 can move the cosine similarities of its rows.
import { fromFloat16, toFloat16 } from '@infonce/onnx'

const blockRows = 1024

/**
 * The most that the cosine similarity of any two rows of `table` [V, dim] changes when its numbers are rounded to
 * float16. A bound, measured row by row: the two largest angles between a row and what is stored for it, in radians
 * and added, as |cos a − cos b| ≤ |a − b| and angles keep the triangle inequality. A row that becomes all zeros counts
 * as a right angle, as its cosine to anything becomes 0. Never more than 2.
 */
export function largestCosineChange(table: Float32Array, dim: number): number {
  let [first, second] = [0, 0]
  for (let start = 0; start < table.length; start += blockRows * dim) {
    const rows = table.subarray(start, start + blockRows * dim)
    const stored = fromFloat16(toFloat16(rows))
    for (let row = 0; row < rows.length; row += dim) {
      const angle = angleBetween(rows, stored, row, dim)
      if (angle > second) [first, second] = angle > first ? [angle, first] : [first, angle]
    }
  }
  return Math.min(2, first + second)
}

/** From the distance of the unit vectors: an arccosine would lose half of a small angle's digits. */
function angleBetween(a: Float32Array, b: Float32Array, start: number, dim: number): number {
  let [aa, bb] = [0, 0]
  for (let i = start; i < start + dim; i++) {
    aa += a[i]! * a[i]!
    bb += b[i]! * b[i]!
  }
  if (aa === 0 || bb === 0) return aa === bb ? 0 : Math.PI / 2
  const [scaleA, scaleB] = [1 / Math.sqrt(aa), 1 / Math.sqrt(bb)]
  let squared = 0
  for (let i = start; i < start + dim; i++) squared += (a[i]! * scaleA - b[i]! * scaleB) ** 2
  return 2 * Math.asin(Math.min(1, Math.sqrt(squared) / 2))
}
