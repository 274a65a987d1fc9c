// Pixels in the two orders that files have: color by color, or pixel by pixel.

/** From `[pixels, channels]` to `[channels, pixels]`. */
export function planar(interleaved: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return interleaved
  return transposed(interleaved, interleaved.length / channels, channels)
}

/** From `[channels, pixels]` to `[pixels, channels]`. */
export function interleaved(planes: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return planes
  return transposed(planes, channels, planes.length / channels)
}

function transposed(values: Uint8Array, rows: number, columns: number): Uint8Array {
  const out = new Uint8Array(values.length)
  for (let row = 0, from = 0; row < rows; row++)
    for (let column = 0, to = row; column < columns; column++, to += rows) out[to] = values[from++]!
  return out
}
