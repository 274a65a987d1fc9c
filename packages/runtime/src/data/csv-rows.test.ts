// Rows of comma-separated values.
import { expect, it } from 'vitest'
import { Refusal } from '../testing/refusal.js'
import { csvRows } from './csv-rows.js'

it('rows are those of RFC 4180', () => {
  const text = 'a,"b ""quoted"", c",\n"1\n2",3,"" \n4,"5",6'
  expect([...csvRows(text, 'x.csv', Refusal)]).toEqual([
    { line: 1, fields: ['a', 'b "quoted", c', ''] },
    { line: 2, fields: ['1\n2', '3', ''] },
    { line: 4, fields: ['4', '5', '6'] },
  ])
  expect(() => [...csvRows('a\n"b" c\n', 'x.csv', Refusal)]).toThrow(
    'x.csv, line 2: a quotation mark is out of place in field 1: "b" c',
  )
})
