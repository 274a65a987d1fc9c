// Files of analogy questions in the form of word2vec's questions-words.txt.
import { FileError } from './errors.js'

/** a is to b as c is to d. */
export type AnalogyQuestion = readonly [a: string, b: string, c: string, d: string]

/** Questions of one kind. */
export interface AnalogySection {
  readonly name: string
  readonly questions: readonly AnalogyQuestion[]
}

/**
 * Reads sections that open with `: name` and hold four words a line, separated by whitespace. Empty lines and
 * lines that open with `#` or `//` are comments. Questions before the first section go into one named `all`.
 * @throws FileError with the line that has no such form, and where there is no question.
 */
export function parseAnalogyQuestions(text: string, source: string): AnalogySection[] {
  const sections: { name: string; questions: AnalogyQuestion[] }[] = []
  let total = 0
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith('//')) continue
    const fields = line.split(/\s+/)
    if (line.startsWith(':')) {
      const name = line.slice(1).trim()
      if (name === '') throw new FileError(`${source}, line ${index + 1}: expected a section's name after ':'`)
      sections.push({ name, questions: [] })
    } else {
      if (fields.length !== 4)
        throw new FileError(
          `${source}, line ${index + 1}: expected four words or ': section', found ${JSON.stringify(line.slice(0, 80))}`,
        )
      if (sections.length === 0) sections.push({ name: 'all', questions: [] })
      sections.at(-1)!.questions.push(fields as unknown as AnalogyQuestion)
      total++
    }
  }
  if (total === 0) throw new FileError(`${source}: holds no questions: expected lines of four words under ': section'`)
  return sections
}
