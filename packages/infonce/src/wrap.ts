// Words on lines of a terminal.
import { displayWidth } from './table.js'

/** The words of a text; a number stays with its per cent sign. */
export const wordsOf = (text: string): string[] => text.split(/ (?!%)/)

/** Puts words on lines of at most `width` columns, each line after an indent. A word that is longer stays whole. */
export function wrap(words: readonly string[], width: number, indent = '  ', separator = '  '): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    const longer = line === '' ? indent + word : line + separator + word
    if (line === '' || displayWidth(longer) <= width) line = longer
    else {
      lines.push(line)
      line = indent + word
    }
  }
  return line === '' ? lines : [...lines, line]
}
