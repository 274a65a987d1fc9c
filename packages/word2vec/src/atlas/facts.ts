// The facts that analogies ask about, and which of them a corpus keeps back.
import { Random, ValueError } from '@infonce/core'
import { atlas } from './countries.js'

/** The relations that analogies ask about: each ties a word to a country. */
export const RELATIONS = ['capital', 'adjective', 'currency', 'city'] as const

/** Name of a relation. */
export type Relation = (typeof RELATIONS)[number]

/** One fact: `{ relation: 'capital', word: 'paris', country: 'france' }`. */
export interface Fact {
  readonly relation: Relation
  readonly word: string
  readonly country: string
}

/** The facts of the atlas, separated by whether a corpus may state them. */
export interface FactSplit {
  /** Facts that the corpus states. */
  readonly trained: readonly Fact[]
  /** Facts whose two words never stand in one line of the corpus. */
  readonly heldOut: readonly Fact[]
}

/**
 * Every unambiguous fact of the atlas. A word that several countries have in a relation (the dollar) is left out,
 * and so is one that is a country's second currency; a country may have several cities.
 */
export function atlasFacts(): Fact[] {
  const facts = atlas().countries.flatMap((country) =>
    RELATIONS.flatMap((relation) =>
      country.facts[relation].map((word): Fact => ({ relation, word, country: country.name })),
    ),
  )
  const owners = new Map<string, number>()
  for (const { relation, word } of facts)
    owners.set(`${relation} ${word}`, (owners.get(`${relation} ${word}`) ?? 0) + 1)
  return facts.filter(({ relation, word }) => owners.get(`${relation} ${word}`) === 1)
}

/**
 * Parts the facts by seed. `fraction` of each relation's facts (rounded) is held out, drawn without replacement.
 * Throws a `ValueError` for a fraction outside [0, 0.5].
 */
export function splitFacts(seed: number, fraction: number): FactSplit {
  if (!(fraction >= 0 && fraction <= 0.5))
    throw new ValueError(`heldOut must be a fraction from 0 to 0.5, found ${fraction}; 0.2 is usual`)
  const trained: Fact[] = []
  const heldOut: Fact[] = []
  const facts = atlasFacts()
  for (const relation of RELATIONS) {
    const own = facts.filter((fact) => fact.relation === relation)
    Random.fromSeed(seed).split('held out', relation).shuffle(own)
    const count = Math.round(own.length * fraction)
    heldOut.push(...own.slice(0, count))
    trained.push(...own.slice(count))
  }
  return { trained, heldOut }
}
