// Questions ask for held-out facts by known ones, and never mix the two up.
import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import type { AnalogySection } from '../analogy-questions.js'
import { atlasAnalogies, formatAnalogies } from './analogies.js'
import { atlasCorpus } from './corpus.js'
import type { Fact } from './facts.js'

const corpus = atlasCorpus({ seed: 4 })
const questions = atlasAnalogies(corpus)
const pairs = (facts: readonly Fact[]): Set<string> =>
  new Set(
    facts.flatMap(({ relation, word, country }) => [
      `${relation}-country ${word} ${country}`,
      `country-${relation} ${country} ${word}`,
    ]),
  )
const trained = pairs(corpus.trained)
const heldOut = pairs(corpus.heldOut)
const flat = (sections: readonly AnalogySection[]) =>
  sections.flatMap(({ name, questions }) => questions.map((question) => ({ name, question })))

describe('atlasAnalogies', () => {
  it('compares a known fact with a held-out one, or with another known one', () => {
    for (const {
      name,
      question: [a, b, c, d],
    } of flat(questions.heldOut)) {
      expect(trained).toContain(`${name} ${a} ${b}`)
      expect(heldOut).toContain(`${name} ${c} ${d}`)
    }
    for (const {
      name,
      question: [a, b, c, d],
    } of flat(questions.trained)) {
      expect(trained).toContain(`${name} ${a} ${b}`)
      expect(trained).toContain(`${name} ${c} ${d}`)
    }
  })

  it('asks for every held-out fact as often as told, with four different words each time', () => {
    const asked = flat(atlasAnalogies(corpus, { questionsPerFact: 3 }).heldOut)
    const cities = corpus.heldOut.filter((fact) => fact.relation === 'city').length
    expect(asked).toHaveLength(3 * (2 * corpus.heldOut.length - cities))
    for (const { question } of asked) expect(new Set(question).size).toBe(4)
    expect(new Set(asked.map(({ name, question }) => `${name} ${question.join(' ')}`)).size).toBe(asked.length)
  })

  it('has a section for every relation and direction', () => {
    const names = ['capital-country', 'country-capital', 'adjective-country', 'country-adjective', 'currency-country']
    const all = [...names, 'country-currency', 'city-country']
    expect(questions.heldOut.map((section) => section.name)).toEqual(all)
    expect(questions.trained.map((section) => section.name)).toEqual(all)
    expect(atlasAnalogies(atlasCorpus({ heldOut: 0 })).heldOut).toEqual([])
  })

  it('is fixed by the seed', () => {
    expect(atlasAnalogies(atlasCorpus({ seed: 4 }))).toEqual(questions)
    expect(atlasAnalogies(atlasCorpus({ seed: 5 }))).not.toEqual(questions)
  })

  it.each([0, 1.5, Number.NaN])('refuses %d questions', (questionsPerFact) => {
    expect(() => atlasAnalogies(corpus, { questionsPerFact })).toThrow(ValueError)
  })

  it('writes the questions-words format', () => {
    const text = formatAnalogies([
      { name: 'capital-country', questions: [['athens', 'greece', 'paris', 'france']] },
      { name: 'country-capital', questions: [['greece', 'athens', 'france', 'paris']] },
    ])
    expect(text).toBe(': capital-country\nathens greece paris france\n: country-capital\ngreece athens france paris\n')
  })
})
