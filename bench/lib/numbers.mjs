// Numbers of repeated runs, and how they are written.

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (Number(sorted[Math.floor(middle)]) + Number(sorted[Math.ceil(middle)])) / 2
}

/**
 * The median, and from where to where the values go: `3.1 (2.9–3.4)`; one value stands alone.
 * @param {readonly (number | undefined)[]} values
 * @param {(value: number) => string} format
 */
export function spread(values, format) {
  const known = values.filter((value) => value !== undefined)
  if (known.length < values.length || known.length === 0 || known.some(Number.isNaN)) return '–'
  const middle = format(median(known))
  // What is the same each time needs no range.
  if (new Set(known).size === 1) return middle
  return `${middle} (${format(Math.min(...known))}–${format(Math.max(...known))})`
}

/** @param {number} value */
export const whole = (value) => Math.round(value).toLocaleString('en-US')

/** @param {number} digits */
export const fixed = (digits) => (/** @type {number} */ value) => value.toFixed(digits)

/** @param {number} bytes */
export const mebibytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`
