import { type RunEvent, trainModel } from '@infonce/runtime'
import { textCorpus, type Word2vecTypes, word2vec } from '@infonce/word2vec'
import { expect, it } from 'vitest'
import { TrainingStatus } from '../../training-status.js'
import { countingStatus, wordVectorsView } from './training.js'

it('shows words a second, the loss of a pair, and the accuracy, from what training says', async () => {
  let now = 0
  const status = new TrainingStatus(wordVectorsView, () => now)
  const corpus = textCorpus(Array.from({ length: 40 }, (_, i) => `a b c d${i % 3} e f${i % 5}`))
  const facts: (readonly string[])[] = []
  for await (const event of trainModel(word2vec, {
    corpus,
    threads: 1,
    lossEvery: 1,
    configuration: { minCount: 1 },
  })) {
    if (event.type === 'vocabulary') continue
    if (event.type === 'begin')
      expect(wordVectorsView.summary(event)).toBe('vocabulary of 12 words, 100.0 % of a corpus of 240')
    now += 1000
    const shown = status.after(event)
    if (shown && event.type === 'step') facts.push(shown.facts)
  }
  expect(facts.length).toBeGreaterThan(2)
  for (const [words, loss, accuracy, rate] of facts.slice(1)) {
    // 1,200 words are read in all.
    expect(words).toMatch(/^[1-9]\d* words\/s$/)
    expect(loss).toMatch(/^loss \d\.\d{3}$/)
    expect(accuracy).toMatch(/^accuracy \d+%$/)
    expect(rate).toMatch(/^rate 0\.0\d+$|^rate \d\.\de-\d$/)
  }
})

it('follows the counting of words, with or without a known size', () => {
  const event: Omit<Extract<RunEvent<Word2vecTypes>, { type: 'vocabulary' }>, 'bytesTotal'> = {
    type: 'vocabulary',
    bytesRead: 250,
    tokens: 50,
    lines: 3,
    distinct: 20,
  }
  expect(countingStatus({ ...event, bytesTotal: 1000 })).toEqual({
    label: 'counting words',
    share: 0.25,
    facts: ['50 words', '20 distinct', '250 B read'],
  })
  expect(countingStatus({ ...event, bytesTotal: undefined })).not.toHaveProperty('share')
})
