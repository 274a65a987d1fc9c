// What the command lines of the benchmarks have in common.
import { resolve } from 'node:path'

/**
 * The folder that --data names; undefined where --help was asked for, which is then printed.
 * @param {{ data?: string, help: boolean }} values
 * @param {string} help
 */
export function dataFolder({ data, help: wanted }, help) {
  if (wanted) {
    process.stdout.write(help)
    return undefined
  }
  if (data === undefined) throw new Error(`--data is missing: give the folder of the corpus\n\n${help}`)
  return resolve(data)
}

/**
 * @param {string} option
 * @param {string} text
 * @param {number} [least]
 */
export function wholeNumber(option, text, least = 1) {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new Error(`${option}: expected a whole number from ${least} up, found '${text}'`)
}

/**
 * @param {string} option
 * @param {string} text
 * @returns {Record<string, unknown>}
 */
export function jsonObject(option, text) {
  /** @type {unknown} */
  let value
  try {
    value = JSON.parse(text)
  } catch {
    // Said below.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return /** @type {Record<string, unknown>} */ (value)
  throw new Error(`${option}: expected an object in JSON, found '${text}'`)
}
