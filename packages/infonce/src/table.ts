// Tables with aligned columns.

export interface Column {
  readonly title: string
  /** Default: left. */
  readonly align?: 'left' | 'right'
}

/**
 * Lines of a table: titles, then rows, two spaces between columns. Columns without any title give no title line.
 * Widths are those of terminals, where East Asian characters take two columns.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], indent = ''): string[] {
  const titles = columns.map(({ title }) => title)
  const lines = titles.some((title) => title !== '') ? [titles, ...rows] : rows
  const widths = columns.map((_, j) => Math.max(0, ...lines.map((line) => displayWidth(line[j] ?? ''))))
  return lines.map((line) => {
    const cells = columns.map(({ align }, j) => {
      const text = line[j] ?? ''
      const space = ' '.repeat(widths[j]! - displayWidth(text))
      return align === 'right' ? space + text : text + space
    })
    return (indent + cells.join('  ')).trimEnd()
  })
}

const WIDE =
  /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}|[\uff01-\uff60]/u
const ZERO = /\p{Mark}|\p{Format}/u

/** Columns that a text takes on a terminal. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}
