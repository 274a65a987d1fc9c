// The atlas agrees with itself: borders, names, coasts and the tokens that analogies rely on.
import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { atlas } from './countries.js'
import { atlasFacts } from './facts.js'
import { compile } from './grammar.js'
import { LISTS, PATTERNS } from './patterns.js'
import { FIELDS, readRecords } from './records.js'

const { countries, byName, articles } = atlas()

const duplicates = (names: readonly string[]): string[] => names.filter((name, index) => names.indexOf(name) !== index)

describe('the atlas', () => {
  it('holds the members and observers of the United Nations, each once', () => {
    expect(duplicates(countries.map((country) => country.name))).toEqual([])
    const perContinent = Object.fromEntries(countries.map(({ continent }) => [continent, 0]))
    for (const { continent } of countries) perContinent[continent]! += 1
    expect(perContinent).toEqual({
      africa: 54,
      north_america: 23,
      south_america: 12,
      asia: 48,
      europe: 44,
      oceania: 14,
    })
  })

  it('has borders that both sides know of', () => {
    const oneSided = countries.flatMap(({ name, borders }) =>
      borders.filter((other) => !byName.get(other)?.borders.includes(name)).map((other) => `${name} ${other}`),
    )
    expect(oneSided).toEqual([])
    for (const { name, borders } of countries) {
      expect(borders).not.toContain(name)
      expect(duplicates(borders)).toEqual([])
    }
  })

  it('gives a coast to every country but the 44 landlocked ones', () => {
    const landlocked = countries.filter(({ facts }) => facts.sea.length === 0)
    expect(landlocked).toHaveLength(44)
    for (const { name, borders } of landlocked) expect(borders.length, name).toBeGreaterThan(0)
  })

  it('has well-formed values, none twice in a field', () => {
    for (const { name, facts } of countries) {
      for (const field of FIELDS) {
        for (const token of facts[field]) expect(token, name).toMatch(/^[a-z]+(_[a-z]+)*$/)
        expect(duplicates(facts[field]), `${name} ${field}`).toEqual([])
      }
      for (const field of ['capital', 'adjective', 'currency', 'region'] as const)
        expect(facts[field].length, `${name} ${field}`).toBeLessThan(2)
      expect(facts.language.length, name).toBeGreaterThan(0)
    }
  })

  it('uses one token for one thing: a country, a capital, a city, a currency, a continent, a region, …', () => {
    const kinds = new Map<string, Set<string>>()
    const note = (token: string, kind: string): void => {
      kinds.set(token, (kinds.get(token) ?? new Set()).add(kind))
    }
    for (const { name, continent, facts } of countries) {
      note(name, 'country')
      note(continent, 'continent')
      // A people and its language share their word: that is English.
      for (const field of FIELDS)
        for (const token of facts[field]) note(token, field === 'language' ? 'adjective' : field)
    }
    const ambiguous = [...kinds].filter(([, of]) => of.size > 1).map(([token]) => token)
    expect(ambiguous).toEqual([])
  })

  it('names capitals and cities once', () => {
    expect(duplicates(countries.flatMap(({ facts }) => [...facts.capital, ...facts.city]))).toEqual([])
  })

  it('leaves no city-state, shared adjective or shared currency among the facts', () => {
    const facts = atlasFacts()
    const words = new Set(facts.map((fact) => fact.word))
    for (const absent of ['singapore', 'monaco', 'dollar', 'euro', 'won', 'congolese'])
      expect(words).not.toContain(absent)
    expect(duplicates(facts.map(({ relation, word }) => `${relation} ${word}`))).toEqual([])
    for (const { word, country } of facts) expect(word).not.toBe(country)
    expect(facts.filter((fact) => fact.relation === 'currency').length).toBeGreaterThan(50)
  })

  it('shares no word with the text around the facts', () => {
    const text = new Set<string>()
    const gather = (parts: ReturnType<typeof compile>): void => {
      for (const part of parts) {
        if (part.kind === 'text') for (const word of part.words) text.add(word)
        if (part.kind === 'choice') part.options.forEach(gather)
      }
    }
    for (const pattern of Object.values(PATTERNS).flat()) gather(compile(pattern, LISTS))
    const tokens = countries.flatMap(({ name, facts }) => [name, ...FIELDS.flatMap((field) => facts[field])])
    expect(tokens.filter((token) => text.has(token))).toEqual([])
    expect(text.size).toBeGreaterThan(400)
  })

  it('knows which names take an article', () => {
    for (const name of ['netherlands', 'gambia', 'nile', 'alps', 'baltic_sea', 'eiffel_tower'])
      expect(articles).toContain(name)
    for (const name of ['france', 'lake_geneva', 'mount_fuji', 'stonehenge']) expect(articles).not.toContain(name)
  })
})

describe('readRecords', () => {
  const read = (text: string) => readRecords(text, 'nowhere', new Set())

  it('reads names, borders, fields and articles', () => {
    const seen = new Set<string>()
    const [country] = readRecords(
      '\n= the/gambia\ncapital banjul; river gambia_river\nborders senegal\n',
      'africa',
      seen,
    )
    expect(country).toMatchObject({ name: 'gambia', continent: 'africa', borders: ['senegal'] })
    expect(country?.facts).toMatchObject({ capital: ['banjul'], river: ['gambia_river'], city: [] })
    expect([...seen]).toEqual(['gambia'])
  })

  it.each([
    ['capital banjul', /line 1: a field stands before/],
    ['= a\nmotto unity', /line 2: "motto" is not a kind of fact/],
    ['= a\ncity Rome', /line 2: "Rome" is not a token/],
    ['= a\ncity', /line 2: "city" has no value/],
    ['= a\ncity b\ncity c', /line 3: "city" is given twice/],
  ])('refuses %j', (text, message) => {
    expect(() => read(text)).toThrow(ValueError)
    expect(() => read(text)).toThrow(message)
  })
})
