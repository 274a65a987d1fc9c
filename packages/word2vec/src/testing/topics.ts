// A small corpus with structure to be found: sentences of words of one topic, for the tests of training.
import { Random } from '@infonce/core'
import { type Corpus, textCorpus } from '../corpus.js'

/** Topics, and how many words each has. */
export const topics: readonly string[] = ['sea', 'sky', 'ice', 'oak', 'ant', 'sun']
export const wordsOfTopic = 6

/** Sentences of 4 to 11 words: of one topic, with words of none between them. */
export function topicSentences(count: number, seed = 1): string[] {
  const random = Random.fromSeed(seed)
  return Array.from({ length: count }, () => {
    const topic = topics[random.below(topics.length)]!
    return Array.from({ length: 4 + random.below(8) }, () =>
      random.below(4) === 0 ? `the${random.below(3)}` : `${topic}${random.below(wordsOfTopic)}`,
    ).join(' ')
  })
}

export const topicCorpus = (count: number, seed = 1): Corpus => textCorpus(topicSentences(count, seed), 'topics')
