// Training end to end on a small corpus, for every objective.
import { type HostTensor, type ModelEvent, type TrainModelOptions, trainModel } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type ConfigurationInput, losses } from './configuration.js'
import { textCorpus } from './corpus.js'
import { type Word2vecTypes, word2vec } from './definition.js'
import { ConfigurationError, CorpusError } from './errors.js'
import { topicCorpus, topics, wordsOfTopic } from './testing/topics.js'
import type { Word2vec } from './word2vec.js'

const settings: ConfigurationInput = { dim: 12, minCount: 1, sample: 0, window: 4, epochs: 2, learningRate: 0.05 }

async function run(configuration: ConfigurationInput, more: Partial<TrainModelOptions<Word2vecTypes>> = {}) {
  const events: ModelEvent<Word2vecTypes>[] = []
  const options = { corpus: topicCorpus(800), threads: 1, lossEvery: 1, ...more }
  for await (const event of trainModel(word2vec, { ...options, configuration: { ...settings, ...configuration } }))
    events.push(event)
  const end = events.at(-1)
  if (end?.type !== 'end') throw new Error('training did not end')
  const losses = events.flatMap((event) => (event.type === 'step' ? [event.metrics['metric/meanLoss']!] : []))
  return { events, losses, model: end.model, reason: end.reason }
}

/** Share of the nearest neighbors of words that are of their topic. */
function purity({ embeddings }: Word2vec): number {
  const found = topics.flatMap((topic) =>
    Array.from({ length: wordsOfTopic }, (_, i) =>
      embeddings.neighbors(`${topic}${i}`, { count: wordsOfTopic - 1 }),
    ).flatMap((near) => near.map(({ word }) => word.startsWith(topic))),
  )
  return found.filter(Boolean).length / found.length
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length
const bytes = ({ parameters }: Word2vec): Record<string, readonly number[]> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { data }]: [string, HostTensor]) => [name, Array.from(data, Number)]),
  )

const objectives: readonly ConfigurationInput[] = [
  ...losses.map((loss) => ({ loss })),
  { loss: 'nce', logPartition: 'shared' },
  { loss: 'nce', logPartition: 'per-context' },
]

describe.each(objectives)('trained with %j', (objective) => {
  it('lowers the loss, and words of a topic become neighbors', async () => {
    const { losses, model, reason } = await run(objective)
    expect(reason).toBe('finished')
    expect(mean(losses.slice(-30))).toBeLessThan(0.85 * mean(losses.slice(0, 3)))
    expect(purity(model)).toBeGreaterThan(0.9)
    for (const { data } of Object.values(model.parameters))
      expect(Array.from(data, Number).every(Number.isFinite)).toBe(true)
  })
})

describe('training word2vec', () => {
  it('gives the same bytes for the same seed, and others for another', async () => {
    const [a, b, c] = [await run({ epochs: 1 }), await run({ epochs: 1 }), await run({ epochs: 1, seed: 2 })]
    expect(bytes(b.model)).toEqual(bytes(a.model))
    expect(bytes(c.model)).not.toEqual(bytes(a.model))
  })

  it('gives the same bytes whenever it looks at the loss', async () => {
    expect(bytes((await run({ epochs: 1 }, { lossEvery: 1000 })).model)).toEqual(
      bytes((await run({ epochs: 1 })).model),
    )
  })

  it('gives nearly the same numbers on two threads', async () => {
    const [one, two] = [await run({ epochs: 1 }), await run({ epochs: 1 }, { threads: 2 })]
    const [a, b] = [bytes(one.model), bytes(two.model)]
    for (const name of Object.keys(a))
      a[name]!.forEach((value, i) => {
        expect(Math.abs(value - b[name]![i]!)).toBeLessThan(1e-4)
      })
  })

  it('tells of the vocabulary, the beginning, the words gone by, and the end', async () => {
    const { events } = await run({ epochs: 1 })
    const types = events.map(({ type }) => type)
    expect(types.filter((type) => type !== 'step')).toEqual(['vocabulary', 'begin', 'end'])
    const begin = events.find((event) => event.type === 'begin')!
    if (begin.type !== 'begin') throw new Error('no beginning')
    expect(begin.words).toBe(begin.vocabulary.keptTokens)
    const words = events.flatMap((event) => (event.type === 'step' ? [event.words] : []))
    expect(words[0]).toBe(0)
    expect(words.every((count, i) => i === 0 || count >= words[i - 1]!)).toBe(true)
    expect(words.at(-1)).toBeGreaterThan(0.9 * begin.words)
    const rates = events.flatMap((event) => (event.type === 'step' ? [event.learningRate] : []))
    expect(rates[0]).toBe(0.05)
    expect(rates.at(-1)).toBeLessThan(0.005)
  })

  it('stops when it is told to, with a model', async () => {
    const abort = new AbortController()
    const events: ModelEvent<Word2vecTypes>[] = []
    const options = {
      corpus: topicCorpus(400),
      threads: 1,
      lossEvery: 1,
      signal: abort.signal,
      configuration: settings,
    }
    for await (const event of trainModel(word2vec, options)) {
      events.push(event)
      if (event.type === 'step' && event.step === 5) abort.abort()
    }
    const end = events.at(-1)!
    expect(end).toMatchObject({ type: 'end', reason: 'stopped', step: 5 })
  })

  it.each<[string, Partial<TrainModelOptions<Word2vecTypes>>, new (...args: never[]) => Error, string]>([
    ['an empty corpus', { corpus: textCorpus([]) }, CorpusError, 'holds no words'],
    [
      'a corpus of one word',
      { corpus: textCorpus(['a a a a']), configuration: settings },
      CorpusError,
      "only 'a' occurs",
    ],
    [
      'as many negatives as words',
      { corpus: textCorpus(['a b c a b c']), configuration: { ...settings, negatives: 3 } },
      ConfigurationError,
      'negatives: expected fewer than the 3 words',
    ],
    ['an impossible setting', { configuration: { dim: 0 } }, ConfigurationError, 'dim: expected'],
  ])('refuses %s', async (_, options, error, message) => {
    const training = async () => {
      for await (const _event of trainModel(word2vec, { corpus: topicCorpus(10), ...options }));
    }
    await expect(training()).rejects.toThrow(error)
    await expect(training()).rejects.toThrow(message)
  })

  it.each(['negative-sampling', 'infonce', 'nce', 'sampled-softmax'] as const)(
    'trains %s on fewer words than there are negatives by default, with fewer',
    async (loss) => {
      const corpus = textCorpus(Array.from({ length: 40 }, () => 'to be or not to be'))
      const configuration = { dim: 6, minCount: 1, sample: 0, epochs: 1, loss }
      let begun: number | undefined
      let end: Extract<ModelEvent<Word2vecTypes>, { type: 'end' }> | undefined
      for await (const event of trainModel(word2vec, { corpus, configuration, threads: 1 }))
        if (event.type === 'begin') begun = event.configuration.negatives
        else if (event.type === 'end') end = event
      expect(begun).toBe(3)
      expect(end!.reason).toBe('finished')
      expect(end!.model.configuration.negatives).toBe(3)
      expect(end!.model.embeddings.vectors.every(Number.isFinite)).toBe(true)
    },
  )

  it('trains the full softmax, which draws no negatives, on two words', async () => {
    const { model } = await run({ loss: 'softmax', epochs: 1 }, { corpus: textCorpus(['a b a b a b b a']) })
    expect(model.vocabulary.size).toBe(2)
  })
})
