// A text of made-up words for runs whose numbers do not matter, the same each time.

const SENTENCE = 20

/**
 * Sentences of words, few of them frequent and many rare, of one of ten topics each.
 * @param {number} sentences
 * @param {number} words how many there are, a multiple of ten
 */
export function corpusText(sentences, words) {
  let state = 1
  const uniform = () => {
    // MINSTD.
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  /** @type {string[]} */
  const lines = []
  for (let i = 0; i < sentences; i++) {
    const topic = Math.floor(uniform() * 10)
    const sentence = Array.from({ length: SENTENCE }, () => {
      const rank = Math.floor(words ** uniform())
      return `word${(rank * 10 + topic) % words}`
    })
    lines.push(sentence.join(' '))
  }
  return `${lines.join('\n')}\n`
}
