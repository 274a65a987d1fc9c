// Labels from names and from tables.
import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../testing/refusal.js'
import { labelPattern as patternOf } from './label-pattern.js'
import { labelTable } from './label-table.js'

const labelPattern = (pattern: string) => patternOf(pattern, Refusal)

describe('labelPattern', () => {
  it.each([
    ['{digit}_{speaker}_{index}', '7_jackson_32.wav', { digit: '7', speaker: 'jackson', index: '32' }],
    ['{digit}_{speaker}_{index}', 'recordings/7_jackson_32.WAV', { digit: '7', speaker: 'jackson', index: '32' }],
    ['{speaker}/{word}', 'anna/yes.wav', { speaker: 'anna', word: 'yes' }],
    ['{speaker}/{word}', 'train/anna/yes.v2.wav', { speaker: 'anna', word: 'yes.v2' }],
    ['{word}/{speaker}_nohash_*', 'yes/0a1b_nohash_3.wav', { word: 'yes', speaker: '0a1b' }],
    ['*/{speaker}/*', 'train/anna/1.wav', { speaker: 'anna' }],
    ['take (1) [{x}] ^$.*', 'take (1) [a|b] ^$.wav.wav', { x: 'a|b' }],
    ['{x}', 'é🙂\n.wav', { x: 'é🙂\n' }],
    ['{x}', 'folder.old/name', { x: 'name' }],
  ])('%s reads %s', (pattern, name, labels) => {
    expect(labelPattern(pattern)(name, name)).toEqual(labels)
  })

  it.each([
    ['{digit}_{speaker}_{index}', 'seven.wav'],
    ['{digit}_{speaker}_{index}', '7__32.wav'],
    ['{speaker}/{word}', 'yes.wav'],
    ['{a}x{b}', 'x.wav'],
  ])('%s does not match %s', (pattern, name) => {
    const read = () => labelPattern(pattern)(name, `/data/${name}`)
    expect(read).toThrow(Refusal)
    expect(read).toThrow(`/data/${name}: its name does not match the pattern of labels ${pattern}`)
  })

  it('refuses a name that can be read in several ways', () => {
    const read = () => labelPattern('{digit}_{speaker}_{index}')('7_van_dyke_32.wav', 'x.wav')
    expect(read).toThrow(
      "x.wav: its name matches the pattern of labels {digit}_{speaker}_{index} in several ways: digit may be '7' or '7_van'",
    )
  })

  it('does not mind a wildcard that could be several things', () => {
    expect(labelPattern('{a}-*_*')('x-1_2_3.wav', '')).toEqual({ a: 'x' })
  })

  it.each([
    ['', 'has no placeholder'],
    ['*_*', 'has no placeholder'],
    ['{a}_{a}', 'has {a} twice'],
    ['{a}{b}', 'has two placeholders without text between them'],
    ['{a}*', 'has two placeholders without text between them'],
    ['{a_{b}', 'has an unmatched brace'],
    ['a}_{b}', 'has an unmatched brace'],
    ['{}_{b}', 'has a placeholder without a name'],
  ])('the pattern %o is refused', (pattern, message) => {
    expect(() => labelPattern(pattern)).toThrow(ValueError)
    expect(() => labelPattern(pattern)).toThrow(message)
  })
})

describe('labelTable', () => {
  const table = (text: string) => labelTable(new TextEncoder().encode(text), 'labels.csv', Refusal)

  it('reads labels, whatever the system that wrote the paths', () => {
    const found = table('file,speaker,word\n./a/1.wav,anna,"yes, sir"\nb\\2.wav,bob,no\n')
    expect([...found]).toEqual([
      ['a/1.wav', { line: 2, labels: { speaker: 'anna', word: 'yes, sir' } }],
      ['b/2.wav', { line: 3, labels: { speaker: 'bob', word: 'no' } }],
    ])
  })

  it.each([
    ['', 'labels.csv, line 1: expected file and the names of the labels, such as file,speaker,word; found nothing'],
    ['name,speaker\na,b\n', 'found name,speaker'],
    ['file\na.wav\n', 'labels.csv, line 1: expected file'],
    ['file,a,a\nx,1,2\n', 'labels.csv, line 1: expected file'],
    ['file,speaker\n', 'labels.csv: has no rows below its first'],
    ['file,speaker\na.wav,anna\nb.wav\n', 'labels.csv, line 3: has 1 fields, line 1 has 2'],
    ['file,speaker\na.wav,\n', 'labels.csv, line 2: its field speaker is empty'],
    ['file,speaker\n,anna\n', 'labels.csv, line 2: its field file is empty'],
    ['file,speaker\na.wav,anna\nb.wav,bob\n./a.wav,anna\n', 'labels.csv, line 4: a.wav is already in line 2'],
  ])('refuses %o', (text, message) => {
    expect(() => table(text)).toThrow(Refusal)
    expect(() => table(text)).toThrow(message)
  })
})
