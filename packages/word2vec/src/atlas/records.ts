// The format of the atlas: one record a country, read into typed objects.
import { ValueError } from '@infonce/core'

/** The kinds of fact that a record may hold besides its name, continent and borders. */
export const FIELDS = [
  'capital',
  'adjective',
  'region',
  'language',
  'currency',
  'city',
  'river',
  'lake',
  'range',
  'peak',
  'sea',
  'landmark',
  'food',
  'export',
] as const

/** Name of a kind of fact. */
export type Field = (typeof FIELDS)[number]

/**
 * One country. Every value is a token of the corpus: lower case, words joined by underscores.
 * A field that is empty was left out on purpose: the fact does not exist, is disputed, is shared by several
 * places (three capitals, say), or has the same name as something else in the atlas.
 */
export interface Country {
  /** Token of the country: `new_zealand`. */
  readonly name: string
  /** Token of the continent: `south_america`. */
  readonly continent: string
  /** Countries that it shares a land border with, as in the record. */
  readonly borders: readonly string[]
  /** The other facts, most characteristic first. */
  readonly facts: Readonly<Record<Field, readonly string[]>>
}

const TOKEN = /^[a-z]+(_[a-z]+)*$/

const isField = (key: string): key is Field => (FIELDS as readonly string[]).includes(key)

/**
 * Reads records of this form:
 *
 *     = the/gambia
 *     capital banjul; adjective gambian; currency dalasi
 *     borders senegal
 *     river gambia_river
 *
 * Fields end with a semicolon or a line, `the/` says that running text puts "the" before the token; every such
 * token is added to `articles`. Throws a `ValueError` that names the line for anything else.
 */
export function readRecords(text: string, continent: string, articles: Set<string>): Country[] {
  const countries: Country[] = []
  let borders: string[] = []
  let facts: Record<Field, string[]> | undefined

  for (const [index, line] of text.split('\n').entries()) {
    const fail = (problem: string): never => {
      throw new ValueError(`atlas of ${continent}, line ${index + 1}: ${problem}; correct the record`)
    }
    const token = (written: string): string => {
      const name = written.startsWith('the/') ? written.slice(4) : written
      if (!TOKEN.test(name)) fail(`"${written}" is not a token of lower-case words joined by underscores`)
      if (name !== written) articles.add(name)
      return name
    }
    if (line.startsWith('= ')) {
      borders = []
      facts = Object.fromEntries(FIELDS.map((field) => [field, [] as string[]])) as Record<Field, string[]>
      countries.push({ name: token(line.slice(2)), continent, borders, facts })
      continue
    }
    for (const part of line.split(';')) {
      const [key, ...written] = part.trim().split(/\s+/)
      if (key === undefined || key === '') continue
      if (facts === undefined) return fail('a field stands before the first "= country"')
      const target = key === 'borders' ? borders : isField(key) ? facts[key] : fail(`"${key}" is not a kind of fact`)
      if (written.length === 0) fail(`"${key}" has no value`)
      if (target.length > 0) fail(`"${key}" is given twice`)
      target.push(...written.map(token))
    }
  }
  return countries
}
