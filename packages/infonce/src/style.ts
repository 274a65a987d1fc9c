// Colors, for terminals that show them. NO_COLOR and FORCE_COLOR are obeyed.
import type { WriteStream } from 'node:tty'
import { inspect } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

export type Output = NodeJS.WriteStream

/** Whether a stream is a terminal on which a line can be written over. */
export const isTerminal = (stream: Output): boolean => stream.isTTY === true && process.env.TERM !== 'dumb'

/** Columns of a terminal; 80 where that is not known. */
export const columnsOf = (stream: Output): number => (stream.isTTY && stream.columns > 0 ? stream.columns : 80)

/** The text in a style if the stream shows colors. */
export function styled(stream: Output, style: Style, text: string): string {
  if (!isTerminal(stream) || !(stream as WriteStream).hasColors()) return text
  const [open, close] = inspect.colors[style]!
  return `\u001b[${open}m${text}\u001b[${close}m`
}
