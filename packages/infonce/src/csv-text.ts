// Comma-separated values written (RFC 4180).

/** A row, with its line end; fields are quoted where that is needed. */
export const csvRow = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\n`

const csvField = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A float32 in the fewest digits from which it is read back. */
export function float32Text(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value) return String(Number(text))
  }
  return String(Number(value.toPrecision(9)))
}
