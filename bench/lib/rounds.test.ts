import { describe, expect, it } from 'vitest'
import { fixed } from './numbers.mjs'
import { ratioSpread, roundRatios, roundsTable } from './rounds.mjs'

describe('roundRatios', () => {
  it('compares within a round, so that a slow round of both changes nothing', () => {
    expect(roundRatios([10, 30, 12], [20, 60, 24])).toEqual([0.5, 0.5, 0.5])
  })

  it('ends with the rounds of the program that failed', () => {
    expect(roundRatios([10, 30], [20])).toEqual([0.5])
    expect(roundRatios([10], [])).toEqual([])
  })

  it('is not a number where a time is not known', () => {
    expect(roundRatios([undefined, 3], [2, undefined])).toEqual([Number.NaN, Number.NaN])
  })
})

describe('ratioSpread', () => {
  it('gives the median of the ratios, which is not the ratio of the medians', () => {
    // Medians are 3 and 4, of other rounds.
    expect(ratioSpread([1, 3, 10], [4, 2, 10])).toBe('1.00 (0.25–1.50)')
  })

  it('has a dash for what never ran', () => {
    expect(ratioSpread([1, 2], [])).toBe('–')
  })
})

describe('roundsTable', () => {
  it('has every round, then the least, the median and the greatest of times and of ratios', () => {
    const programs = [
      { name: 'infonce', values: [1, 3, 8] },
      { name: 'peer', values: [4, 2, 8] },
    ]
    const rows = roundsTable(programs, fixed(1)).split('\n')
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    expect(cells[0]).toEqual(['round', 'infonce', 'peer'])
    expect(cells.slice(2)).toEqual([
      ['1', '1.0', '4.0 (0.25)'],
      ['2', '3.0', '2.0 (1.50)'],
      ['3', '8.0', '8.0 (1.00)'],
      ['least', '1.0', '2.0 (0.25)'],
      ['median', '3.0', '4.0 (1.00)'],
      ['greatest', '8.0', '8.0 (1.50)'],
    ])
  })

  it('leaves the rounds of a program that failed empty', () => {
    const programs = [
      { name: 'infonce', values: [2, 4] },
      { name: 'early', values: [1] },
      { name: 'at once', values: [] },
    ]
    const table = roundsTable(programs, fixed(0)).replaceAll(/ +/g, ' ')
    expect(table).toContain('| 2 | 4 | – | – |')
    expect(table).toContain('| least | 2 | 1 (2.00) | – |')
    expect(table).toContain('| greatest | 4 | 1 (2.00) | – |')
  })
})
