// Probabilities and expected counts against TensorFlow's samplers; tools/oracles/README.md says how these were made.
import { readFileSync } from 'node:fs'
import type { NegativeSampler } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import {
  AllClassesSampler,
  type FixedUnigramOptions,
  FixedUnigramSampler,
  LearnedUnigramSampler,
  LogUniformSampler,
  logExpectedCounts,
  parseCounts,
  UniformSampler,
  UniqueSampler,
} from './index.js'

interface Fixture {
  readonly draws: number
  readonly laws: readonly {
    readonly law: string
    readonly classes: number
    readonly options: FixedUnigramOptions & { readonly counts?: readonly number[] }
    readonly draws: number
    readonly expected: readonly number[]
    readonly unique: { readonly tries: number; readonly expected: readonly number[] }
  }[]
  readonly file: {
    readonly text: string
    readonly options: FixedUnigramOptions
    readonly shards: readonly (readonly number[])[]
  }
  readonly learned: {
    readonly classes: number
    readonly steps: readonly (readonly number[])[]
    readonly expected: readonly (readonly number[])[]
  }
  readonly all: { readonly classes: number; readonly targets: readonly number[]; readonly expected: readonly number[] }
}

const path = new URL('./fixtures/tensorflow-samplers.json', import.meta.url)
const fixture = JSON.parse(readFileSync(path, 'utf8')) as Fixture

/** TensorFlow's are float32, of sums and powers in float32. */
function expectClose(found: number, expected: number, of: string): void {
  expect(Math.abs(found - expected), `${of}: ${found} against ${expected}`).toBeLessThanOrEqual(2e-6 * expected)
}

const make: Readonly<Record<string, (given: Fixture['laws'][number]) => NegativeSampler>> = {
  uniform: ({ classes }) => new UniformSampler(classes),
  'log-uniform': ({ classes }) => new LogUniformSampler(classes),
  'fixed-unigram': ({ options: { counts, ...options } }) => new FixedUnigramSampler(counts!, options),
}

describe.each(fixture.laws)('$law of $classes classes, $options', (given) => {
  const sampler = make[given.law]!(given)

  it('expects each class as often as TensorFlow does', () => {
    expect(sampler.classes).toBe(given.classes)
    given.expected.forEach((expected, id) => {
      expectClose(sampler.expectedCount(id, given.draws), expected, `class ${id}`)
      expectClose(sampler.probability(id), expected / given.draws, `class ${id}`)
    })
  })

  it('does so without replacement, after so many tries', () => {
    const unique = new UniqueSampler(sampler)
    given.unique.expected.forEach((expected, id) => {
      expectClose(unique.expectedCount(id, given.unique.tries), expected, `class ${id}`)
    })
    const ids = Int32Array.from(given.expected, (_, id) => id)
    const logs = logExpectedCounts(unique, ids, given.unique.tries)
    given.unique.expected.forEach((expected, id) => {
      if (expected === 0) expect(logs[id]).toBe(Number.NEGATIVE_INFINITY)
      else expect(logs[id]).toBeCloseTo(Math.log(expected), 5)
    })
  })
})

describe('fixed-unigram', () => {
  it('divides the counts of a file into shards as TensorFlow does, but keeps the numbers of ids', () => {
    const { text, options, shards } = fixture.file
    const counts = parseCounts(text)
    shards.forEach((expected, shard) => {
      const sampler = new FixedUnigramSampler(counts, { ...options, shards: shards.length, shard })
      for (let id = 0; id < counts.length; id++) {
        const count = id % shards.length === shard ? expected[Math.floor(id / shards.length)]! : 0
        expectClose(sampler.expectedCount(id, fixture.draws), count, `shard ${shard}, class ${id}`)
      }
    })
  })
})

describe('learned-unigram', () => {
  it('expects targets as TensorFlow does, before each step counts them', () => {
    const { classes, steps, expected } = fixture.learned
    const sampler = new LearnedUnigramSampler(classes)
    steps.forEach((targets, step) => {
      targets.forEach((id, i) => {
        expectClose(sampler.expectedCount(id, fixture.draws), expected[step]![i]!, `step ${step}, class ${id}`)
      })
      sampler.update(targets)
    })
  })
})

describe('all-classes', () => {
  it('expects every class once', () => {
    const { classes, targets, expected } = fixture.all
    const sampler = new AllClassesSampler(classes)
    targets.forEach((id, i) => {
      expectClose(sampler.expectedCount(id, classes), expected[i]!, `class ${id}`)
    })
  })
})
