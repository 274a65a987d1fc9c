// The corpus keeps held-out words apart, is deterministic, and says enough about every word that is asked for.
import { ValueError } from '@infonce/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { type AtlasCorpus, atlasCorpus } from './corpus.js'
import { atlasFacts, type Fact } from './facts.js'

const key = ({ relation, word, country }: Fact): string => `${relation} ${word} ${country}`

/** How many lines hold both words of each fact. */
const together = (lines: Iterable<string>, facts: readonly Fact[]): Map<string, number> => {
  const byWord = new Map<string, Fact[]>()
  for (const fact of facts) byWord.set(fact.word, [...(byWord.get(fact.word) ?? []), fact])
  const counts = new Map(facts.map((fact) => [key(fact), 0]))
  for (const line of lines) {
    const words = new Set(line.split(' '))
    for (const word of words) {
      for (const fact of byWord.get(word) ?? [])
        if (words.has(fact.country)) counts.set(key(fact), counts.get(key(fact))! + 1)
    }
  }
  return counts
}

describe('the corpus of a million tokens', () => {
  let corpus: AtlasCorpus
  let lines: string[]
  const counts = new Map<string, number>()
  let tokens = 0

  beforeAll(() => {
    corpus = atlasCorpus({ seed: 3 })
    lines = [...corpus.lines]
    for (const line of lines) {
      for (const word of line.split(' ')) {
        tokens += 1
        counts.set(word, (counts.get(word) ?? 0) + 1)
      }
    }
  }, 60_000)

  it('never has both words of a held-out fact in one line', () => {
    const counted = together(lines, corpus.heldOut)
    expect([...counted].filter(([, count]) => count > 0)).toEqual([])
    expect(counted.size).toBe(corpus.heldOut.length)
    // Nor the plural of a currency, which would be another word to the counts above.
    const plurals = corpus.heldOut.map((fact) => ({ ...fact, word: `${fact.word}s` }))
    expect([...together(lines, plurals).values()].filter((count) => count > 0)).toEqual([])
  })

  it('states every other fact', () => {
    const counted = together(lines, corpus.trained)
    expect([...counted].filter(([, count]) => count < 5)).toEqual([])
  })

  it('has the asked-for length and a vocabulary of a language', () => {
    expect(tokens).toBeGreaterThanOrEqual(1_000_000)
    expect(tokens).toBeLessThan(1_000_050)
    expect(counts.size).toBeGreaterThan(2000)
    expect(counts.size).toBeLessThan(3500)
    expect(new Set(lines).size / lines.length).toBeGreaterThan(0.6)
  })

  it('says every word of a fact often', () => {
    const rare = [...corpus.trained, ...corpus.heldOut].flatMap(({ word, country }) =>
      [word, country].filter((token) => (counts.get(token) ?? 0) < 25),
    )
    expect(rare).toEqual([])
  })

  it('is plain text: lower-case tokens, single spaces, no slot left', () => {
    expect(lines.filter((line) => !/^[a-z_]+( [a-z_]+)+$/.test(line))).toEqual([])
  })

  it('agrees in a and an, and doubles no article', () => {
    const text = `${lines.join('\n')}\n`
    expect(text.match(/\ba [aio][a-z_]*/g)).toBeNull()
    expect(text.match(/\b(the the|a the|a a|an the) [a-z_]*/g)).toBeNull()
    expect(text.match(/\bin (netherlands|gambia|united_states)\b/g)).toBeNull()
  })
})

describe('atlasCorpus', () => {
  const head = (options: Parameters<typeof atlasCorpus>[0]): string =>
    [...atlasCorpus({ tokens: 500, ...options }).lines].join('\n')

  it('gives the same lines on every pass and for every equal seed', () => {
    const corpus = atlasCorpus({ tokens: 500, seed: 5 })
    expect([...corpus.lines]).toEqual([...corpus.lines])
    expect(head({ seed: 5 })).toBe([...corpus.lines].join('\n'))
    expect(head({ seed: 6 })).not.toBe(head({ seed: 5 }))
  })

  it('makes lines only as they are read', () => {
    const first = atlasCorpus({ tokens: 1e12 }).lines[Symbol.iterator]().next()
    expect(first.done).toBe(false)
  })

  it('holds out the asked-for part of every relation', () => {
    const { trained, heldOut } = atlasCorpus({ seed: 2, heldOut: 0.25 })
    for (const relation of ['capital', 'adjective', 'currency', 'city'] as const) {
      const of = (facts: readonly Fact[]): number => facts.filter((fact) => fact.relation === relation).length
      expect(of(heldOut)).toBe(Math.round((of(heldOut) + of(trained)) / 4))
    }
    expect([...trained, ...heldOut].map(key).sort()).toEqual(atlasFacts().map(key).sort())
    expect(atlasCorpus({ heldOut: 0 }).heldOut).toEqual([])
  })

  it('holds out other facts for another seed', () => {
    expect(atlasCorpus({ seed: 1 }).heldOut.map(key)).not.toEqual(atlasCorpus({ seed: 2 }).heldOut.map(key))
  })

  it.each([
    { tokens: 0 },
    { tokens: 1.5 },
    { tokens: Number.NaN },
    { heldOut: -0.1 },
    { heldOut: 0.6 },
    { heldOut: Number.NaN },
  ])('refuses %o', (options) => {
    expect(() => atlasCorpus(options)).toThrow(ValueError)
  })
})
