// Series in CSV files.
import { describe, expect, it } from 'vitest'
import { SeriesError } from '../errors.js'
import { parseCsv } from './parse-series.js'

const parse = (text: string) => parseCsv(new TextEncoder().encode(text), { name: 'x.csv' })

describe('parseCsv', () => {
  it.each([
    ['one channel', '1\n2\n3', [[1, 2, 3]]],
    [
      'channels in columns',
      '1,10\n2,20\n3,30\n',
      [
        [1, 2, 3],
        [10, 20, 30],
      ],
    ],
    [
      'a row of names',
      'left,right\n1,10\n2,20\n',
      [
        [1, 2],
        [10, 20],
      ],
    ],
    ['names with a comma and a line end', '"left, or\nright",b\n1,2\n', [[1], [2]]],
    [
      'Windows line ends and a byte-order mark',
      '\ufeffa,b\r\n1,2\r\n3,4\r\n',
      [
        [1, 3],
        [2, 4],
      ],
    ],
    ['every way to write a number', '-1.5,+2.,.25,1e2,-3.5E-1\n', [[-1.5], [2], [0.25], [100], [Math.fround(-0.35)]]],
    [
      'whitespace and quotation marks',
      ' 1 , "2"\n"3",4 \n\n\n',
      [
        [1, 3],
        [2, 4],
      ],
    ],
  ])('%s', (_, text, expected) => {
    const series = parse(text)
    expect(series).toMatchObject({ channels: expected.length, rate: null, length: expected[0]!.length })
    expect([...series.samples]).toEqual(expected.flat())
  })

  it.each([
    ['an empty file', '', 'x.csv: has no samples'],
    ['names alone', 'a,b\n', 'x.csv: has no samples'],
    ['a word', 'a,b\n1,2\n3,four\n', "x.csv, line 3: field 2 is 'four', expected a decimal number"],
    ['a word in the first row of numbers', '1,two\n3,4\n', "x.csv, line 1: field 2 is 'two'"],
    ['NaN', '1\nnan\n', "x.csv, line 2: field 1 is 'nan'"],
    ['NaN in the first row', 'nan\n1\n', "x.csv, line 1: field 1 is 'nan'"],
    ['infinity', '1\n-inf\n', "x.csv, line 2: field 1 is '-inf'"],
    ['beyond float32', '1\n1e39\n', "x.csv, line 2: field 1 is '1e39'"],
    ['hexadecimal', '1\n0x10\n', "x.csv, line 2: field 1 is '0x10'"],
    ['nothing between commas', '1,2\n3,\n', "x.csv, line 2: field 2 is ''"],
    ['a line without anything', '1\n\n2\n', "x.csv, line 2: field 1 is ''"],
    ['a short row', '1,2\n3,4\n5\n', 'x.csv, line 3: has 1 fields, line 1 has 2'],
    ['a long row', 'a\n1,2\n', 'x.csv, line 2: has 2 fields, line 1 has 1'],
    ['other separators', '1;2\n3;4\n', "x.csv, line 1: field 1 is '1;2'"],
    ['an open quotation mark', '1\n"2\n3\n', 'x.csv, line 2: a quotation mark is out of place in field 1'],
    ['the line after a quoted line end', '"a\nb"\n1\nx\n', "x.csv, line 4: field 1 is 'x'"],
  ])('refuses %s', (_, text, message) => {
    expect(() => parse(text)).toThrow(SeriesError)
    expect(() => parse(text)).toThrow(message)
  })

  it('refuses what is no UTF-8', () => {
    expect(() => parseCsv(Uint8Array.of(0x31, 0xff), { name: 'x.csv' })).toThrow('x.csv: is not UTF-8 text')
  })
})
