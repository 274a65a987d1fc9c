// Patterns compile to what they say, and a/an follows the sound.
import { Random, ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { agree, compile, write } from './grammar.js'

const sentences = (pattern: string, slots: Record<string, string> = {}): (string | undefined)[] => {
  const random = Random.fromSeed(1)
  const parts = compile(pattern, { color: 'red|dark blue' })
  const seen = new Set<string | undefined>()
  for (let i = 0; i < 200; i++) {
    const words: string[] = []
    const whole = write(parts, random, (slot) => slots[slot]?.split(' '), words)
    seen.add(whole ? words.join(' ') : undefined)
  }
  return [...seen].sort()
}

describe('compile and write', () => {
  it('takes one of several, nested', () => {
    expect(sentences('a (b|c (d|e)) f')).toEqual(['a b f', 'a c d f', 'a c e f'])
  })
  it('takes an optional part or leaves it', () => {
    expect(sentences('a [b|c] d')).toEqual(['a b d', 'a c d', 'a d'])
  })
  it('draws from lists and fills slots', () => {
    expect(sentences('<color> {x}', { x: 'the sea' })).toEqual(['dark blue the sea', 'red the sea'])
  })
  it('gives a sentence up where a slot has nothing', () => {
    expect(sentences('a (b|{x})')).toEqual(['a b', undefined])
  })
  it.each(['a (b', 'a b)', 'a [b)', '<nothing>'])('refuses %s', (pattern) => {
    expect(() => compile(pattern, {})).toThrow(ValueError)
  })
})

describe('agree', () => {
  it.each([
    ['a italian', 'an italian'],
    ['a french', 'a french'],
    ['a ukrainian', 'a ukrainian'],
    ['a ugandan', 'a ugandan'],
    ['a uzbek', 'an uzbek'],
    ['a european', 'a european'],
    ['a umbrella and a', 'an umbrella and a'],
  ])('%s → %s', (before, after) => {
    const words = before.split(' ')
    agree(words)
    expect(words.join(' ')).toBe(after)
  })
})
