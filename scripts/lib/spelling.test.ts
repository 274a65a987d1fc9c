import { describe, expect, it } from 'vitest'
import { misspellings } from './spelling.mjs'

describe('misspellings', () => {
  it('finds British spelling and other terms, in names as in prose, with their lines', () => {
    const words = [
      'optimi' + 'ser',
      'nearestNeighb' + 'ours',
      'col' + 'our',
      'pict' + 'ure',
      'jud' + 'ge',
      'gr' + 'eyscale',
    ]
    for (const word of words) {
      expect(misspellings('packages/nn/src/a.ts', `first\nconst ${word} = 1`)).toEqual([
        expect.stringContaining('packages/nn/src/a.ts:2: '),
      ])
      expect(misspellings(`docs/${word}.md`, '')).toEqual([`docs/${word}.md: its name`])
    }
  })

  it('passes what the project writes', () => {
    const line = 'The optimizer normalizes images, colors and neighbors; promise, exercise and otherwise are fine.'
    expect(misspellings('README.md', line)).toEqual([])
  })

  it('passes old names in changelogs as code only', () => {
    const [old, line] = ['col' + 'our', (word: string) => `- \`${word}\` is \`color\`.`]
    expect(misspellings('.changeset/names.md', line(old))).toEqual([])
    expect(misspellings('packages/simclr/CHANGELOG.md', line(old))).toEqual([])
    expect(misspellings('packages/simclr/CHANGELOG.md', `- The ${old}.`)).toHaveLength(1)
    expect(misspellings('packages/simclr/README.md', line(old))).toHaveLength(1)
  })

  it('passes keys of random streams, where they are split', () => {
    const line = "random.split('" + 'neighb' + "ours')"
    expect(misspellings('packages/simclr/src/train.ts', line)).toEqual([])
    expect(misspellings('packages/cpc/src/train.ts', line)).toHaveLength(1)
  })
})
