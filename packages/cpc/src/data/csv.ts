// Series in CSV files: a row is a point in time, a column a channel.
import { csvRows, csvText, type FileReader } from '@infonce/runtime/internals'
import { SeriesError } from '../errors.js'
import type { SeriesFormat, SeriesLayout } from './series-layout.js'

/** Numeric CSV files, with or without a first row of names. */
export const csvFormat: SeriesFormat = { name: 'CSV', extension: '.csv', layout: csvLayout }

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
/** What is meant as a number, or stands in tables for one that is not there: never the name of a column. */
const NO_NAME = /^[+-]?(?:\.?\d.*|nan|inf|infinity|na|n\/a|null|none|)$/i

/** How long the series is can only be told by reading it, so that it is decoded with the layout. */
function* csvLayout(size: number, path: string): FileReader<SeriesLayout> {
  const rows = numericRows(csvText(yield { offset: 0, length: size }, path, SeriesError), path)
  const channels = rows.channels
  const length = rows.values.length / channels
  const samples = new Float32Array(rows.values.length)
  for (let t = 0; t < length; t++)
    for (let c = 0; c < channels; c++) samples[c * length + t] = rows.values[t * channels + c]!
  return { channels, rate: null, length, data: { offset: 0, length: 0 }, alwaysFinite: false, decode: () => samples }
}

function numericRows(text: string, path: string): { channels: number; values: number[] } {
  const values: number[] = []
  let channels = 0
  for (const { line, fields } of csvRows(text, path, SeriesError)) {
    const isFirst = channels === 0
    if (isFirst) channels = fields.length
    if (fields.length !== channels)
      throw new SeriesError(`${path}, line ${line}`, `has ${fields.length} fields, line 1 has ${channels}`)
    if (isFirst && fields.every((field) => !NO_NAME.test(field))) continue
    for (const [column, field] of fields.entries()) values.push(finiteNumber(field, column, `${path}, line ${line}`))
  }
  if (values.length === 0) throw new SeriesError(path, 'has no samples: no row of numbers')
  return { channels, values }
}

function finiteNumber(field: string, column: number, place: string): number {
  const value = DECIMAL.test(field) ? Math.fround(Number(field)) : Number.NaN
  if (Number.isFinite(value)) return value
  throw new SeriesError(
    place,
    `field ${column + 1} is '${field}', expected a decimal number within the range of float32`,
  )
}
