import { describe, expect, it } from 'vitest'
import { outputMatches, readPrograms } from './code-blocks.mjs'

const read = (...lines: string[]) => readPrograms(lines.join('\n'), 'X.md')

describe('readPrograms', () => {
  it('reads every ts and js block, and shell blocks that are marked', () => {
    const programs = read(
      'a',
      '```ts',
      'one()',
      '```',
      '```sh',
      'no',
      '```',
      '~~~js',
      'two()',
      '~~~',
      '```sh run',
      'ls',
      '```',
    )
    expect(programs).toEqual([
      { language: 'ts', line: 2, code: 'one()\n', run: true },
      { language: 'ts', line: 8, code: 'two()\n', run: true },
      { language: 'sh', line: 11, code: 'ls\n', run: true },
    ])
  })

  it('joins a block that continues, and the output of both', () => {
    const output = ['```text output', '1', '```']
    const programs = read('```ts', 'a', '```', ...output, '```ts continues', 'b', '```', ...output)
    expect(programs).toEqual([{ language: 'ts', line: 1, code: 'a\nb\n', run: true, output: '1\n1\n' }])
  })

  it('keeps a block that is only type-checked from being run', () => {
    expect(read('```ts types', 'a', '```')[0]?.run).toBe(false)
  })

  it('takes the indent of the fence off the code, and no more', () => {
    expect(read('  ```ts', '  a', '    b', ' c', '  ```')[0]?.code).toBe('a\n  b\nc\n')
  })

  it('reads a block in a longer fence as text', () => {
    expect(read('````md', '```ts', 'a', '```', '````')).toEqual([])
  })

  it.each([
    [['```ts', 'a'], 'X.md:1: the code block is not closed'],
    [['', '```ts contineus', '```'], 'X.md:2: the block "ts contineus" has the unknown word "contineus"'],
    [['```ts continues', '```'], 'continues no program'],
    [['```text output', '```'], 'follows no program that is run'],
  ])('refuses %j', (lines, message) => {
    expect(() => read(...lines)).toThrow(message)
  })
})

describe('outputMatches', () => {
  it.each([
    ['loss 1.5\n', 'loss 1.5\n', true],
    ['loss 1.5', 'loss 125', false],
    ['loss …\nend', 'loss 0.25 nats\nend\n', true],
    ['loss …\nend', 'loss 0.25\nmore\nend', false],
  ])('%j against %j: %s', (expected, printed, matches) => {
    expect(outputMatches(expected, printed)).toBe(matches)
  })
})
