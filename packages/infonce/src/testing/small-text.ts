// A small text with something to learn in it.
import { Random } from '@infonce/core'

const TOPICS = [
  ['cat', 'dog', 'mouse', 'horse', 'cow', 'fur', 'tail', 'paw'],
  ['red', 'green', 'blue', 'paint', 'brush', 'color', 'canvas', 'light'],
  ['bread', 'cheese', 'wine', 'table', 'plate', 'spoon', 'soup', 'salt'],
] as const

/** Sentences of eight words of one topic each, a line each. */
export function smallText(sentences: number): string {
  const random = Random.fromSeed(7)
  let text = ''
  for (let i = 0; i < sentences; i++) {
    const topic = TOPICS[random.below(TOPICS.length)]!
    text += `${Array.from({ length: 8 }, () => topic[random.below(topic.length)]).join(' ')}\n`
  }
  return text
}
