// A small grammar for sentences: alternatives, optional parts, lists of words and slots for facts.
import { type Random, ValueError } from '@infonce/core'

/** A part of a sentence's pattern. */
export type Part =
  | { readonly kind: 'text'; readonly words: readonly string[] }
  | { readonly kind: 'slot'; readonly name: string }
  | { readonly kind: 'choice'; readonly options: readonly (readonly Part[])[] }

/**
 * Compiles a pattern. `(a|b|c)` is one of several, `[a]` is a or nothing, `<season>` is a word of the list of that
 * name, `{capital}` is a slot, anything else is itself. Throws a `ValueError` for a bracket that is not closed or a
 * list that does not exist.
 */
export function compile(pattern: string, lists: Readonly<Record<string, string>>): readonly Part[] {
  const tokens = pattern.match(/[()[\]|]|[^\s()[\]|]+/g) ?? []
  let position = 0
  const fail = (problem: string): never => {
    throw new ValueError(`pattern "${pattern}": ${problem}; correct the pattern`)
  }
  const word = (token: string): Part => {
    const name = token.slice(1, -1)
    if (token.startsWith('{')) return { kind: 'slot', name }
    if (!token.startsWith('<')) return { kind: 'text', words: [token] }
    const options = (lists[name] ?? fail(`there is no list "${name}"`)).split('|')
    return { kind: 'choice', options: options.map((option) => [{ kind: 'text', words: option.trim().split(/\s+/) }]) }
  }
  const sequence = (end: string | undefined): Part[][] => {
    const options: Part[][] = [[]]
    for (;;) {
      const token = tokens[position++]
      if (token === end) return options
      if (token === undefined || token === ')' || token === ']') return fail(`"${end ?? token}" does not match`)
      if (token === '|') options.push([])
      else if (token === '(') options.at(-1)!.push({ kind: 'choice', options: sequence(')') })
      else if (token === '[') options.at(-1)!.push({ kind: 'choice', options: [[], ...sequence(']')] })
      else options.at(-1)!.push(word(token))
    }
  }
  const options = sequence(undefined)
  return options.length === 1 ? options[0]! : [{ kind: 'choice', options }]
}

/**
 * Writes one sentence of a pattern into `words`. `fill` gives the words of a slot, or undefined where it has none;
 * the sentence is then given up and false is returned.
 */
export function write(
  nodes: readonly Part[],
  random: Random,
  fill: (slot: string) => readonly string[] | undefined,
  words: string[],
): boolean {
  for (const node of nodes) {
    if (node.kind === 'choice') {
      if (!write(node.options[random.below(node.options.length)]!, random, fill, words)) return false
      continue
    }
    const next = node.kind === 'text' ? node.words : fill(node.name)
    if (next === undefined) return false
    for (const word of next) words.push(word)
  }
  return true
}

// Spelled with a vowel but spoken with a consonant: "a european", "a ukrainian", "a one".
const CONSONANT_SOUND = /^(eu|uni|ukr|uru|uga|use|one\b)/

/** Turns "a" into "an" before a vowel sound, in place. */
export function agree(words: string[]): void {
  for (let i = 0; i + 1 < words.length; i++) {
    if (words[i] === 'a' && /^[aeiou]/.test(words[i + 1]!) && !CONSONANT_SOUND.test(words[i + 1]!)) words[i] = 'an'
  }
}
