import { describe, expect, it } from 'vitest'
import { bytes, clock, count, duration, parseNumber, percent, short } from './numbers.js'

describe('numbers', () => {
  it('are shortened to three digits and a unit', () => {
    const shown = [0, 7, 999, 1000, 1234, 45_678, 99_949, 99_960, 123_456, 999_499, 999_600, 1e6, 2.5e9].map(short)
    expect(shown).toEqual('0 7 999 1.00k 1.23k 45.7k 99.9k 100k 123k 999k 1.00M 1.00M 2.50G'.split(' '))
  })

  it('of bytes have a space before the unit', () => {
    expect([0, 412, 6_480_000].map(bytes)).toEqual(['0 B', '412 B', '6.48 MB'])
  })

  it('are grouped and shown as shares', () => {
    expect(count(1_234_567)).toBe('1,234,567')
    expect([0.1234, 1, Number.NaN].map(percent)).toEqual(['12.3 %', '100.0 %', '–'])
  })

  it('of seconds are times', () => {
    expect([0, 59.6, 61, 3599.7, 3723].map(clock)).toEqual(['0:00', '1:00', '1:01', '1:00:00', '1:02:03'])
    expect([0.123, 0.999, 12.34, 59.97, 125, 3600, 7380].map(duration)).toEqual([
      '0.12 s',
      '1.0 s',
      '12.3 s',
      '1 min 0 s',
      '2 min 5 s',
      '1 h 0 min',
      '2 h 3 min',
    ])
  })

  it('are read as decimals and nothing else', () => {
    expect(['5', '-0.25', '.5', '3.', '1e-3', ' 7 '].map(parseNumber)).toEqual([5, -0.25, 0.5, 3, 0.001, 7])
    for (const text of ['', ' ', '0x10', 'NaN', 'Infinity', '1,5', '1_000', '5 5', '--5', 'e5'])
      expect(parseNumber(text)).toBeNaN()
  })
})
