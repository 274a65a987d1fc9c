// Analogy questions about the facts of an atlas corpus, in the questions-words format.
import { Random, ValueError } from '@infonce/core'
import type { AnalogyQuestion, AnalogySection } from '../analogy-questions.js'
import type { AtlasCorpus } from './corpus.js'
import { type Fact, RELATIONS, type Relation } from './facts.js'

/** Questions whose answer the corpus states, and questions whose answer it never states. */
export interface AtlasAnalogies {
  /** Both pairs of a question are facts that the corpus states. */
  readonly trained: readonly AnalogySection[]
  /** The first pair is a fact that the corpus states, the second is held out. */
  readonly heldOut: readonly AnalogySection[]
}

/** Options of {@link atlasAnalogies}. */
export interface AtlasAnalogiesOptions {
  /** Questions asked about each fact in each direction, each with another pair to compare with; default 10. */
  readonly questionsPerFact?: number
}

/**
 * The analogy questions about a corpus, fixed by its seed. Every fact is asked for by its country and, where a
 * country has one such word (not cities), the word is asked for by the country.
 * Throws a `ValueError` for `questionsPerFact` that is not a whole number from 1.
 */
export function atlasAnalogies(
  corpus: Pick<AtlasCorpus, 'seed' | 'trained' | 'heldOut'>,
  options: AtlasAnalogiesOptions = {},
): AtlasAnalogies {
  const { questionsPerFact = 10 } = options
  if (!Number.isSafeInteger(questionsPerFact) || questionsPerFact < 1)
    throw new ValueError(`questionsPerFact must be a whole number from 1, found ${questionsPerFact}; 10 is usual`)
  const sections = (asked: readonly Fact[], label: string): AnalogySection[] =>
    RELATIONS.flatMap((relation) => {
      const random = Random.fromSeed(corpus.seed).split('analogies', label, relation)
      const known = corpus.trained.filter((fact) => fact.relation === relation)
      const pairs = asked.filter((fact) => fact.relation === relation)
      const forward = pairs.flatMap((fact) => compare(fact, known, questionsPerFact, random))
      return directions(relation, forward)
    }).filter((section) => section.questions.length > 0)
  return { trained: sections(corpus.trained, 'trained'), heldOut: sections(corpus.heldOut, 'held out') }
}

/** Questions that end in the fact, each after another known fact about another country. */
function compare(fact: Fact, known: readonly Fact[], count: number, random: Random): AnalogyQuestion[] {
  const others = random.shuffle(known.filter((other) => other.country !== fact.country))
  return others.slice(0, count).map((other) => [other.word, other.country, fact.word, fact.country])
}

function directions(relation: Relation, forward: readonly AnalogyQuestion[]): AnalogySection[] {
  const toCountry = { name: `${relation}-country`, questions: forward }
  if (relation === 'city') return [toCountry]
  const questions = forward.map(([a, b, c, d]): AnalogyQuestion => [b, a, d, c])
  return [toCountry, { name: `country-${relation}`, questions }]
}

/** Writes sections as a questions-words file: `: name`, then four words a line. */
export function formatAnalogies(sections: readonly AnalogySection[]): string {
  return sections
    .map(({ name, questions }) => `: ${name}\n${questions.map((q) => `${q.join(' ')}\n`).join('')}`)
    .join('')
}
