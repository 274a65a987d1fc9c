import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** Numbers with two decimals, which is how ratios are written, in the paragraph of a document that links to a result. */
function claims(document: string, result: string) {
  const paragraphs = read(`../${document}`).split('\n')
  const claiming = paragraphs.filter((paragraph) => paragraph.includes(`bench/results/${result}`))
  return claiming.flatMap((paragraph) => paragraph.match(/(?<![\d.])\d+\.\d\d(?![\d.])/g) ?? [])
}

describe('claims of speed', () => {
  it.each([
    ['README.md', 'word2vec.md'],
    ['docs/simclr.md', 'simclr-step.md'],
    ['docs/cpc.md', 'cpc-step.md'],
  ])('in %s are ratios of rounds in bench/results/%s', (document, result) => {
    const numbers = claims(document, result)
    expect(numbers).not.toEqual([])

    // A median with its range: one run alone is no ground for a claim.
    const medians = read(`results/${result}`).match(/(?<=[|] +)\d+\.\d\d(?= \(\d+\.\d\d–\d+\.\d\d\) *[|])/g)
    expect(medians).toEqual(expect.arrayContaining(numbers))
  })
})
