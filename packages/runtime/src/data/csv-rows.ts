// Rows of comma-separated values (RFC 4180), with the lines they begin at.
import type { DataErrorClass } from './data-error.js'

/** One row; its line counts from 1. */
export interface CsvRow {
  readonly line: number
  readonly fields: readonly string[]
}

/** The text of a CSV file. Throws a `Refusal` where the bytes are no UTF-8. */
export function csvText(bytes: Uint8Array, path: string, Refusal: DataErrorClass): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal(path, 'is not UTF-8 text: save it as UTF-8')
  }
}

/**
 * The rows of a text, less empty lines at its end. Fields may stand in quotation marks, which they keep a comma, a
 * line end or a doubled mark in; whitespace around a field does not count.
 * @throws a `Refusal` where a quotation mark is not closed, or text follows one that is.
 */
export function* csvRows(text: string, path: string, Refusal: DataErrorClass): Generator<CsvRow> {
  const end = text.trimEnd().length
  let line = 1
  for (let at = 0; at < end; ) {
    const begin = line
    const lineEnd = text.indexOf('\n', at)
    const stop = lineEnd < 0 || lineEnd > end ? end : lineEnd
    const plain = text.slice(at, stop)
    if (!plain.includes('"')) {
      yield { line, fields: plain.split(',').map((field) => field.trim()) }
      at = stop + 1
      line++
      continue
    }
    const { fields, next } = quotedRow(text, at, end, `${path}, line ${line}`, Refusal)
    for (let i = at; i < next; i++) if (text[i] === '\n') line++
    at = next
    yield { line: begin, fields }
  }
}

/** A row with quotation marks in it, and where the next begins. */
function quotedRow(
  text: string,
  begin: number,
  end: number,
  place: string,
  Refusal: DataErrorClass,
): { fields: string[]; next: number } {
  const fields: string[] = []
  // A field in marks, or one without, and what ends it.
  const field = /[^\S\n]*(?:"([^"]*(?:""[^"]*)*)"|([^",\n]*))[^\S\n]*(,|\n|$)/y
  for (field.lastIndex = begin; ; ) {
    const at = field.lastIndex
    const match = field.exec(text)
    if (!match)
      throw new Refusal(
        place,
        `a quotation mark is out of place in field ${fields.length + 1}: ${text.slice(at, at + 40)}`,
      )
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2]!.trim())
    if (match[3] !== ',') return { fields, next: Math.min(field.lastIndex, end + 1) }
  }
}
