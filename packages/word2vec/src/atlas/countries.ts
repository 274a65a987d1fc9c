// The atlas: the countries that the embedded default corpus talks about.
import { AFRICA } from './africa.js'
import { NORTH_AMERICA, SOUTH_AMERICA } from './americas.js'
import { ASIA } from './asia.js'
import { EUROPE } from './europe.js'
import { OCEANIA } from './oceania.js'
import { type Country, readRecords } from './records.js'

/** The countries of the atlas and what running text needs to know about their names. */
export interface Atlas {
  /**
   * The members and observer states of the United Nations, grouped into continents as its statistics division does;
   * the list takes no position on any territory. A capital is left out where it is disputed or where there are
   * several. Borders of overseas territories, and exclaves across a sea, are left out.
   */
  readonly countries: readonly Country[]
  /** The country of each name. */
  readonly byName: ReadonlyMap<string, Country>
  /** Tokens that running text puts "the" before: `the netherlands`, `the nile`. */
  readonly articles: ReadonlySet<string>
}

let read: Atlas | undefined

/** The atlas, read from its records on the first call. */
export function atlas(): Atlas {
  read ??= readAtlas()
  return read
}

function readAtlas(): Atlas {
  const articles = new Set<string>()
  const countries = [
    ...readRecords(AFRICA, 'africa', articles),
    ...readRecords(NORTH_AMERICA, 'north_america', articles),
    ...readRecords(SOUTH_AMERICA, 'south_america', articles),
    ...readRecords(ASIA, 'asia', articles),
    ...readRecords(EUROPE, 'europe', articles),
    ...readRecords(OCEANIA, 'oceania', articles),
  ]
  for (const { facts } of countries) {
    for (const field of ['river', 'range', 'sea'] as const) for (const token of facts[field]) articles.add(token)
  }
  return { countries, byName: new Map(countries.map((country) => [country.name, country])), articles }
}
