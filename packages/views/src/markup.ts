// HTML that is written so that nothing of what it tells can become a tag.

/** A piece of HTML, finished: it is put into another as it is. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What stands between the pieces of {@link html}; nothing is written for `null`, `undefined` and `false`. */
export type Content = string | number | Markup | null | undefined | false | readonly Content[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** HTML from a template: every value is escaped, for text and for quoted attributes, but for {@link Markup}. */
export function html(pieces: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(pieces.map((piece, i) => piece + write(values[i])).join(''))
}

function write(content: Content): string {
  if (content === null || content === undefined || content === false) return ''
  if (content instanceof Markup) return content.text
  if (typeof content === 'object') return content.map(write).join('')
  return String(content).replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

/** JSON to stand in a `<script type="application/json">`, which no text within can end. */
export const jsonForScript = (value: unknown): Markup => new Markup(JSON.stringify(value).replace(/</g, '\\u003c'))

/** A share as percent, with one digit behind the point. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** A number with some digits behind the point and a minus sign before it. */
export const fixed = (value: number, digits: number): string => value.toFixed(digits).replace('-', '−')

/** A whole number with commas between thousands. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
