import { describe, expect, it } from 'vitest'
import { displayWidth, table } from './table.js'
import { wrap } from './wrap.js'

describe('table', () => {
  it('aligns columns and leaves no space at the end', () => {
    expect(
      table(
        [{ title: 'word' }, { title: 'cosine', align: 'right' }, { title: 'x' }],
        [
          ['a', '0.5', ''],
          ['longer', '-0.25', 'y'],
        ],
        '> ',
      ),
    ).toEqual(['> word    cosine  x', '> a          0.5', '> longer   -0.25  y'])
  })

  it('has no title line without titles', () => {
    expect(table([{ title: '' }, { title: '' }], [['a', 'b']])).toEqual(['a  b'])
  })

  it('aligns words of every script', () => {
    expect(['paris', '東京', '서울', 'café', 'cafe\u0301', '🗼'].map(displayWidth)).toEqual([5, 4, 4, 4, 4, 2])
    expect(
      table(
        [{ title: '' }, { title: '' }],
        [
          ['東京', '1'],
          ['rome', '2'],
        ],
      ),
    ).toEqual(['東京  1', 'rome  2'])
  })
})

describe('wrap', () => {
  it('keeps lines in width and words whole', () => {
    expect(wrap(['aa', 'bb', 'cc', 'a-long-word', 'd'], 8)).toEqual(['  aa  bb', '  cc', '  a-long-word', '  d'])
    expect(wrap([], 8)).toEqual([])
  })
})
