// The embedded default corpus: the atlas told in sentences, with some of its facts kept back.
import { Random, ValueError } from '@infonce/core'
import { type Atlas, atlas } from './countries.js'
import { type Fact, type FactSplit, splitFacts } from './facts.js'
import { agree, compile, type Part, write } from './grammar.js'
import { LISTS, PATTERNS } from './patterns.js'
import { type Country, FIELDS, type Field } from './records.js'

/** Options of {@link atlasCorpus}. */
export interface AtlasCorpusOptions {
  /** Seed of the sentences and of the choice of facts held out; default 1. */
  readonly seed?: number
  /** Least number of tokens; the line that reaches it is the last. Default 1,000,000. */
  readonly tokens?: number
  /** Fraction of each relation's facts that is held out, from 0 to 0.5; default 0.2. */
  readonly heldOut?: number
}

/** A corpus and the facts that it states and keeps back. */
export interface AtlasCorpus extends FactSplit {
  /** Seed it was made from. */
  readonly seed: number
  /**
   * The lines, one sentence each, made as they are read: lower-case tokens with single spaces between them, no
   * punctuation and no line end. Every pass over it gives the same lines.
   */
  readonly lines: Iterable<string>
}

// Names of money that several countries share take a plural; the others (yen, baht, rand) mostly have none.
const PLURALS: Readonly<Record<string, string>> = {
  cfa_franc: 'cfa_francs',
  dinar: 'dinars',
  dirham: 'dirhams',
  dollar: 'dollars',
  franc: 'francs',
  peso: 'pesos',
  pound: 'pounds',
  rial: 'rials',
  riyal: 'riyals',
  ruble: 'rubles',
  rupee: 'rupees',
  shilling: 'shillings',
}

const ATTEMPTS = 50

/**
 * An English corpus about the countries of the world, written by a seeded grammar from the facts of the atlas.
 *
 * The two words of a held-out fact (`paris`, `france`) never stand in one line: what ties them is only what each is
 * told of besides (the Seine, the euro, the language, the neighbors). The same options give the same lines.
 * Throws a `ValueError` for `tokens` that is not a whole number from 1, `heldOut` outside [0, 0.5], or a seed that is
 * not a whole number.
 */
export function atlasCorpus(options: AtlasCorpusOptions = {}): AtlasCorpus {
  const { seed = 1, tokens = 1_000_000, heldOut = 0.2 } = options
  if (!Number.isSafeInteger(tokens) || tokens < 1)
    throw new ValueError(`tokens must be a whole number from 1, found ${tokens}; 1000000 is usual`)
  const random = Random.fromSeed(seed).split('sentences')
  const split = splitFacts(seed, heldOut)
  return {
    seed,
    ...split,
    lines: { [Symbol.iterator]: () => writeLines(atlas(), split.heldOut, Random.restore(random.state()), tokens) },
  }
}

function* writeLines(world: Atlas, heldOut: readonly Fact[], random: Random, tokens: number): Generator<string, void> {
  const patterns = Object.values(PATTERNS).flatMap((subject) => subject.map((pattern) => compile(pattern, LISTS)))
  const keptApart = new Map<string, string[]>()
  for (const { word, country } of heldOut) {
    keptApart.set(word, [...(keptApart.get(word) ?? []), country])
  }
  // A country of which more is known is spoken of more often.
  const turns = world.countries.flatMap((country) => Array.from({ length: weight(country) }, () => country))

  let written = 0
  while (written < tokens) {
    const country = turns[random.below(turns.length)]!
    const words = writeSentence(world, country, patterns, random, keptApart)
    if (words === undefined) continue
    written += words.length
    yield words.join(' ')
  }
}

const weight = (country: Country): number =>
  4 + country.borders.length + FIELDS.reduce((sum, field) => sum + country.facts[field].length, 0)

/** A sentence about the country that keeps held-out words apart, or undefined if the subject has none. */
function writeSentence(
  world: Atlas,
  country: Country,
  patterns: readonly (readonly Part[])[],
  random: Random,
  keptApart: ReadonlyMap<string, readonly string[]>,
): string[] | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const words: string[] = []
    const pattern = patterns[random.below(patterns.length)]!
    if (!write(pattern, random, slots(world, country, random), words)) continue
    if (words.some((word) => keptApart.get(word)?.some((other) => words.includes(other)))) continue
    agree(words)
    return words
  }
  return undefined
}

/** Fills the slots of one sentence about a country; what was drawn for a slot stays for the sentence. */
function slots(world: Atlas, country: Country, random: Random): (slot: string) => readonly string[] | undefined {
  const drawn = new Map<string, string | undefined>()
  const others = (name: 'neighbor' | 'peer' | 'kin'): readonly string[] => {
    if (name === 'neighbor') return country.borders
    const shares = (other: Country): boolean =>
      name === 'peer'
        ? other.facts.region[0] === country.facts.region[0]
        : other.facts.language.includes(draw('language') ?? '')
    return world.countries.filter((other) => other !== country && shares(other)).map((other) => other.name)
  }
  const valuesOf = (slot: string): readonly string[] => {
    const [name, property] = slot.split('.') as [string, Field | undefined]
    if (property !== undefined) return world.byName.get(draw(name) ?? '')?.facts[property] ?? []
    if (name === 'country') return [country.name]
    if (name === 'continent') return [country.continent]
    if (name === 'neighbor' || name === 'peer' || name === 'kin') return others(name)
    return country.facts[name as Field]
  }
  const draw = (slot: string): string | undefined => {
    if (drawn.has(slot)) return drawn.get(slot)
    const first = slot.endsWith('2') ? draw(slot.slice(0, -1)) : undefined
    const values = valuesOf(slot.replace(/2$/, '')).filter((value) => value !== first)
    const value = values.length === 0 ? undefined : values[random.below(values.length)]
    drawn.set(slot, value)
    return value
  }
  return (slot) => {
    const plural = slot.endsWith('.plain')
    const token = draw(plural ? slot.slice(0, -'.plain'.length) : slot)
    if (token === undefined) return undefined
    if (plural) return [PLURALS[token] ?? token]
    return world.articles.has(token) ? ['the', token] : [token]
  }
}
