// The parts of what a demonstration tells.
import { columnsOf, styled } from './style.js'
import { wordsOf, wrap } from './wrap.js'

export const title = (text: string): string => styled(process.stdout, 'bold', text)

/** A sentence or more, within the terminal. */
export const paragraph = (text: string): string[] => wrap(wordsOf(text), columnsOf(process.stdout), '   ', ' ')

/** Commands that are worth trying, and what for. */
export const suggestion = (why: string, commands: readonly string[]): string[] => [
  styled(process.stdout, 'dim', `   # ${why}`),
  ...commands.map((command) => `   ${command}`),
]
