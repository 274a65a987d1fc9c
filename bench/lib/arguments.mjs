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
 */
export function wholeNumber(option, text) {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw new Error(`${option}: expected a whole number from 1 up, found '${text}'`)
}
