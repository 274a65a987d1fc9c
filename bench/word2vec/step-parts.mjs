// The time of a training step by part.
import { Trainer } from '@infonce/runtime'
import { RowMemory } from '@infonce/runtime/internals'
import { FrequencySubsampler, UnigramSampler } from '@infonce/samplers'
import { fileCorpus, readTokens } from '@infonce/word2vec'
import { markdownTable } from '../lib/markdown.mjs'
import { fixed, whole } from '../lib/numbers.mjs'
import { Session } from '../lib/session-class.mjs'
import { Stopwatch } from '../lib/stopwatch.mjs'
import { trainSome, WARM_UP } from './train-some.mjs'

/**
 * Times of the parts in milliseconds a step, by clocks around the methods that training calls.
 * @param {import('./train-some.mjs').Job} job
 */
export async function measureParts(job) {
  const { vocabulary, configuration, path, steps } = job
  const watch = {
    step: new Stopwatch(Trainer.prototype, 'run'),
    run: new Stopwatch(Session.prototype, 'run'),
    rows: new Stopwatch(RowMemory.prototype, 'subtractRows'),
    subsampling: new Stopwatch(FrequencySubsampler.prototype, 'filter'),
    noise: new Stopwatch(UnigramSampler.prototype, 'sample'),
  }
  const clocks = Object.values(watch)
  let anchors = 0
  let begin = 0
  let end = 0
  try {
    await trainSome(job, (made, batch) => {
      anchors = batch['batch/anchors']?.data.length ?? 0
      if (made === WARM_UP) {
        for (const clock of clocks) clock.reset()
        begin = performance.now()
      } else if (made === WARM_UP + steps) end = performance.now()
    })
  } finally {
    for (const clock of clocks) clock.remove()
  }
  const total = (end - begin) / steps
  // Subsampling leaves so many anchors of a word of the corpus.
  const { expectedTokens } = new FrequencySubsampler(vocabulary.counts, configuration.sample)
  const words = (anchors * vocabulary.corpusTokens) / expectedTokens
  return {
    total,
    words,
    anchors,
    reading: await readingTime(path, vocabulary, words),
    step: watch.step.total / steps,
    run: watch.run.total / steps,
    rows: watch.rows.total / steps,
    subsampling: watch.subsampling.total / steps,
    noise: watch.noise.total / steps,
  }
}

/**
 * Milliseconds of reading and splitting so many words, found by reading the corpus without training on it.
 * @param {string} path
 * @param {import('@infonce/word2vec').Vocabulary} vocabulary
 * @param {number} words
 */
async function readingTime(path, vocabulary, words) {
  const begin = performance.now()
  for await (const _ of readTokens(fileCorpus(path), vocabulary)) {
    // Reading is all that is timed.
  }
  return ((performance.now() - begin) * words) / vocabulary.corpusTokens
}

/** @param {Awaited<ReturnType<typeof measureParts>>} parts */
export function partsReport({ total, words, anchors, reading, step, run, rows, subsampling, noise }) {
  const preparation = total - step
  /** @type {(name: string, milliseconds: number) => string[]} */
  const row = (name, milliseconds) => [name, fixed(3)(milliseconds), fixed(1)((100 * milliseconds) / total)]
  return [
    `A step has ${whole(anchors)} anchors, which are left of ${whole(words)} words of the corpus: ${whole((1000 * words) / total)} words/s.`,
    '',
    markdownTable(
      ['part', 'ms', '%'],
      [
        row('whole step', total),
        row('preparing the batch', preparation),
        row('  reading and splitting the text (timed alone)', reading),
        row('  subsampling', subsampling),
        row('  drawing noise', noise),
        row('  windows, filling, events', preparation - reading - subsampling - noise),
        row('running the graph', run),
        row('updating rows of the tables', rows),
        row('feeds, checks, metrics', step - run - rows),
      ],
    ),
  ]
}
