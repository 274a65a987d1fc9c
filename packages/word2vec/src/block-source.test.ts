// Batches of blocks: which pairs they hold, and that they depend on corpus, configuration and seed alone.
import { FrequencySubsampler } from '@infonce/samplers'
import { describe, expect, it } from 'vitest'
import type { BlockPlan } from './block-plan.js'
import { BlockSource, type BlockSourceState } from './block-source.js'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { type Corpus, textCorpus } from './corpus.js'
import { buildVocabulary } from './corpus-reader.js'
import { contextLength } from './skip-gram.js'
import { chunkedCorpus } from './testing/chunked-corpus.js'
import type { Vocabulary } from './vocabulary.js'

/** Sentences of unique words, 's<sentence>w<place>', with lengths from 0 on. */
const unique = (lengths: readonly number[]): string =>
  lengths.map((length, s) => `${Array.from({ length }, (_, w) => `s${s}w${w}`).join(' ')}\n`).join('')
const lengths = [3, 1, 0, 70, 2, 0, 0, 9, 1, 1, 25, 4]
const plan: BlockPlan = { anchors: 4, noise: 3, blocks: 2 }

interface Copy {
  readonly anchors: readonly number[]
  readonly context: readonly number[]
  readonly positive: readonly number[]
  readonly noise: readonly number[]
  readonly logProbabilities: readonly number[]
}

async function takeAll(source: BlockSource): Promise<Copy[]> {
  const batches: Copy[] = []
  for (let batch = await source.take(); batch; batch = await source.take())
    batches.push({
      anchors: [...batch.anchors],
      context: [...batch.context],
      positive: [...batch.positive],
      noise: [...batch.noise],
      logProbabilities: [...batch.contextLogProbability, ...batch.noiseLogProbability],
    })
  return batches
}

const sourceOf = (
  corpus: Corpus,
  vocabulary: Vocabulary,
  input: ConfigurationInput = {},
  state?: BlockSourceState,
): BlockSource => {
  const configuration = parseConfiguration({ window: 3, sample: 0, minCount: 1, epochs: 1, ...input })
  return new BlockSource({ corpus, vocabulary, configuration, plan }, state)
}

/** What the batches hold: the anchors in order, each with its positives. */
function anchorsOf(batches: readonly Copy[], window: number): { anchor: number; positives: number[] }[] {
  const width = contextLength(plan, window)
  return batches.flatMap(({ anchors, context, positive }) =>
    anchors.map((anchor, at) => {
      const block = Math.floor(at / plan.anchors)
      const row = positive.slice(at * width, (at + 1) * width)
      return { anchor, positives: row.flatMap((is, j) => (is ? [context[block * width + j]!] : [])) }
    }),
  )
}

describe('pairs', () => {
  it.each([1, 3, 8])('are of words in one sentence, within a window from 1 to %s, on both sides', async (window) => {
    const corpus = textCorpus(unique(lengths).split('\n'))
    const vocabulary = await buildVocabulary(corpus, { minCount: 1 })
    const words = vocabulary.size
    const reaches = new Map<number, number>()
    for (let seed = 0; seed < 12; seed++) {
      const found = anchorsOf(await takeAll(sourceOf(corpus, vocabulary, { window, seed })), window)
      // Every word is an anchor once, in the order of the text; what is left of the last batch is padding.
      expect(found.length).toBe(Math.ceil(words / 8) * 8)
      expect(found.slice(0, words).map(({ anchor }) => vocabulary.words[anchor])).toEqual(unique(lengths).match(/\S+/g))
      for (const { positives } of found.slice(words)) expect(positives).toEqual([])
      for (const { anchor, positives } of found.slice(0, words)) {
        const [, sentence, place] = vocabulary.words[anchor]!.match(/^s(\d+)w(\d+)$/)!.map(Number)
        const places = positives.map((id) => {
          const [, s, w] = vocabulary.words[id]!.match(/^s(\d+)w(\d+)$/)!.map(Number)
          expect(s).toBe(sentence)
          return w! - place!
        })
        const reach = Math.max(0, ...places.map(Math.abs))
        expect(reach).toBeLessThanOrEqual(window)
        const length = lengths[sentence!]!
        if (length > 1) expect(reach).toBeGreaterThanOrEqual(1)
        // All words up to the reach are there, each once.
        const whole = [...new Array(2 * reach + 1).keys()]
          .map((i) => i - reach)
          .filter((i) => i !== 0 && place! + i >= 0 && place! + i < length)
        expect(places).toEqual(whole)
        // Where the sentence does not cut it, the reach is what was drawn.
        if (place! >= window && place! + window < length) reaches.set(reach, (reaches.get(reach) ?? 0) + 1)
      }
    }
    const drawn = [...reaches.values()].reduce((a, b) => a + b)
    expect([...reaches.keys()].sort()).toEqual([...new Array(window).keys()].map((i) => i + 1))
    for (const count of reaches.values())
      expect(Math.abs(count - drawn / window)).toBeLessThan(5 * Math.sqrt(drawn / window))
  })

  it('skip what subsampling drops, at its rates', async () => {
    const line = `${'the '.repeat(30)}${'cat '.repeat(9)}${'rare other '.repeat(1)}`
    const corpus = textCorpus(() => new Array(60).fill(line))
    const vocabulary = await buildVocabulary(corpus, { minCount: 1 })
    const configuration = { sample: 0.02, epochs: 8, window: 2 }
    const subsampler = new FrequencySubsampler(vocabulary.counts, configuration.sample)
    const source = sourceOf(corpus, vocabulary, configuration)
    const found = anchorsOf(await takeAll(source), 2)
    const counts = new Float64Array(vocabulary.size)
    // A word that has company in its sentence has positives; padding has none.
    for (const { anchor, positives } of found) if (positives.length > 0) counts[anchor]!++
    for (let id = 0; id < vocabulary.size; id++) {
      const trials = vocabulary.counts[id]! * configuration.epochs
      const keep = subsampler.keepProbability(id)
      expect(Math.abs(counts[id]! - trials * keep)).toBeLessThanOrEqual(5 * Math.sqrt(trials * keep * (1 - keep)) + 1)
    }
    expect(subsampler.keepProbability(0)).toBeLessThan(0.3)
    expect(source.progress).toBe(1)
  })

  it('carry ln q of their words where the objective asks', async () => {
    const corpus = textCorpus(['a a a b', 'b c a a'])
    const vocabulary = await buildVocabulary(corpus, { minCount: 1 })
    const power = vocabulary.counts.map((count) => count ** 0.5)
    const q = power.map((x) => x / power.reduce((a, b) => a + b))
    for (const loss of ['nce', 'sampled-softmax'] as const) {
      const batches = await takeAll(sourceOf(corpus, vocabulary, { loss, noisePower: 0.5 }))
      expect(batches.length).toBeGreaterThan(0)
      for (const { context, noise, logProbabilities } of batches)
        expect(logProbabilities).toEqual([...context, ...noise].map((id) => Math.fround(Math.log(q[id]!))))
    }
    for (const { logProbabilities } of await takeAll(sourceOf(corpus, vocabulary))) expect(logProbabilities).toEqual([])
  })
})

describe('the stream', () => {
  const text = unique(lengths) + unique([5, 5, 40])
  const settings: ConfigurationInput = { epochs: 3, sample: 0.003, loss: 'nce', seed: 9 }

  it('does not depend on how the text is cut', async () => {
    const whole = chunkedCorpus(text, text.length)
    const vocabulary = await buildVocabulary(whole, { minCount: 1 })
    const expected = await takeAll(sourceOf(whole, vocabulary, settings))
    expect(expected.length).toBeGreaterThan(20)
    for (const chunk of [1, 7, 64, 501])
      expect(await takeAll(sourceOf(chunkedCorpus(text, chunk), vocabulary, settings))).toEqual(expected)
    expect(await takeAll(sourceOf(textCorpus(text.split('\n')), vocabulary, settings))).toEqual(expected)
    expect(await takeAll(sourceOf(textCorpus([text]), vocabulary, settings))).toEqual(expected)
  })

  it('depends on the seed', async () => {
    const corpus = chunkedCorpus(text, 100)
    const vocabulary = await buildVocabulary(corpus, { minCount: 1 })
    const [a, b] = [
      await takeAll(sourceOf(corpus, vocabulary, settings)),
      await takeAll(sourceOf(corpus, vocabulary, { ...settings, seed: 10 })),
    ]
    for (const part of ['anchors', 'positive', 'noise'] as const)
      expect(a.map((batch) => batch[part])).not.toEqual(b.map((batch) => batch[part]))
  })

  it.each([7, 100, 700])('goes on from every state, in chunks of %s bytes', async (chunk) => {
    const corpus = chunkedCorpus(text, chunk)
    const vocabulary = await buildVocabulary(corpus, { minCount: 1 })
    const expected = await takeAll(sourceOf(corpus, vocabulary, settings))
    const source = sourceOf(corpus, vocabulary, settings)
    for (let taken = 0; taken <= expected.length; taken++) {
      const state = source.state()
      const copy = JSON.parse(JSON.stringify(state)) as BlockSourceState
      // The chunks of the second half need not be those of the first.
      const rest = sourceOf(chunkedCorpus(text, chunk + 3), vocabulary, settings, copy)
      expect(rest.state()).toEqual(state)
      expect(rest.progress).toBe(source.progress)
      expect(await takeAll(rest)).toEqual(expected.slice(taken))
      await source.take()
    }
  })

  it('counts progress up from 0 to 1', async () => {
    const corpus = chunkedCorpus(text, 64)
    const vocabulary = await buildVocabulary(corpus, { minCount: 1 })
    const source = sourceOf(corpus, vocabulary, settings)
    let last = source.progress
    expect(last).toBe(0)
    while (await source.take()) {
      expect(source.progress).toBeGreaterThanOrEqual(last)
      last = source.progress
    }
    expect(source.progress).toBe(1)
  })

  it('ends where subsampling leaves nothing', async () => {
    const corpus = textCorpus(['a b a b a b'])
    const vocabulary = await buildVocabulary(corpus, { minCount: 1 })
    expect((await takeAll(sourceOf(corpus, vocabulary, { sample: 1e-12, epochs: 3 }))).length).toBeLessThanOrEqual(3)
  })

  it('closes the corpus when it is closed in the middle', async () => {
    let closed = 0
    const corpus: Corpus = {
      name: 'endless',
      size: async () => undefined,
      async *chunks() {
        try {
          for (;;) yield { bytes: new TextEncoder().encode('a b c\n'.repeat(50)), consumed: 0 }
        } finally {
          closed++
        }
      },
    }
    const vocabulary = await buildVocabulary(textCorpus(['a b c a b c']), { minCount: 1 })
    const source = sourceOf(corpus, vocabulary)
    await source.take()
    expect(closed).toBe(0)
    await source.close()
    expect(closed).toBe(1)
  })
})
