// Labels that stand in the names of files and folders.
import { ValueError } from '@infonce/core'
import type { DataErrorClass } from './data-error.js'

/** Labels by their names. */
export type Labels = Readonly<Record<string, string>>

/** Reads labels out of a file's path within the folder of the data, with `/` between parts; `path` is for messages. */
export type LabelReader = (name: string, path: string) => Labels

const PLACEHOLDER = /\{([^{}]*)\}|\*/g

/**
 * A reader of labels by a pattern such as `{digit}_{speaker}_{index}`: a placeholder stands for one character or more,
 * `*` for some that are no label; neither goes beyond a `/`. A pattern with folders, `{speaker}/*`, is held against
 * as many parts from the end of the path; the file's extension is left out.
 * @param Refusal what the reader throws for a name that the pattern does not match, or matches in several ways
 * @throws ValueError for a pattern that has no placeholder, one twice, two without text between, or a brace alone.
 */
export function labelPattern(pattern: string, Refusal: DataErrorClass): LabelReader {
  const names = placeholderNames(pattern)
  const parts = pattern.split('/').length
  const lazy = expression(pattern, '+?')
  const greedy = expression(pattern, '+')
  return (name, path) => {
    const tail = name
      .replace(/\.[^./]*$/, '')
      .split('/')
      .slice(-parts)
      .join('/')
    const found = lazy.exec(tail)
    if (!found) throw new Refusal(path, `its name does not match the pattern of labels ${pattern}`)
    const other = greedy.exec(tail)!
    // The shortest and the longest first placeholder are one where there is one way only.
    for (const [i, label] of names.entries())
      if (found[i + 1] !== other[i + 1])
        throw new Refusal(
          path,
          `its name matches the pattern of labels ${pattern} in several ways: ${label} may be '${found[i + 1]}' or '${other[i + 1]}'; rename it, or give the labels as a CSV file`,
        )
    return Object.fromEntries(names.map((label, i) => [label, found[i + 1]!]))
  }
}

function placeholderNames(pattern: string): string[] {
  const found = [...pattern.matchAll(PLACEHOLDER)]
  const names = found.flatMap(([whole, name]) => (whole === '*' ? [] : [name!]))
  const fail = (problem: string) => new ValueError(`the pattern of labels '${pattern}' ${problem}`)
  if (/[{}]/.test(pattern.replace(PLACEHOLDER, '')))
    throw fail('has an unmatched brace: a placeholder is written {name}')
  if (names.some((name) => name.trim() === '')) throw fail('has a placeholder without a name')
  if (names.length === 0) throw fail('has no placeholder, such as {speaker}')
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) throw fail(`has {${twice}} twice`)
  if (/[}*][{*]/.test(pattern)) throw fail('has two placeholders without text between them')
  return names
}

/** The pattern as a regular expression whose groups are the labels. */
function expression(pattern: string, repeat: '+' | '+?'): RegExp {
  const literals = pattern.split(PLACEHOLDER).filter((_, i) => i % 2 === 0)
  const wildcards = [...pattern.matchAll(PLACEHOLDER)].map(([whole]) =>
    whole === '*' ? `[^/]${repeat}` : `([^/]${repeat})`,
  )
  const escaped = literals.map((text) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'))
  return new RegExp(`^${escaped.map((text, i) => text + (wildcards[i] ?? '')).join('')}$`, 's')
}
