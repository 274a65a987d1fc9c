// What plain JavaScript gets wrong is a sentence of the library, at the call that is wrong; two copies work together.
import { describe, expect, it, vi } from 'vitest'
import * as core from './index.js'

// As JavaScript sees it: nothing is known of arguments.
// biome-ignore lint/suspicious/noExplicitAny: that is the point
const c = core as any
const scores = [
  [1, 2],
  [3, 4],
]

describe('a wrong call says what, where, and what to do', () => {
  it.each<[string, () => unknown, string]>([
    [
      'infoNCE of embeddings',
      () => c.infoNCE(c.tensor(scores), c.tensor(scores)),
      'infoNCE: expected a contrast: make one of scores with inBatch',
    ],
    ['infoNCE of scores', () => c.infoNCE(scores), 'infoNCE: expected a contrast'],
    [
      'a temperature in infoNCE',
      () => c.infoNCE(c.inBatch(scores), { temperature: 0.1 }),
      "there is no option 'temperature': divide the scores by it",
    ],
    [
      'an unknown option',
      () => c.infoNCE(c.inBatch(scores), { reducton: 'sum' }),
      "infoNCE: there is no option 'reducton'; did you mean 'reduction'?",
    ],
    [
      'options that are no record',
      () => c.infoNCE(c.inBatch(scores), 'sum'),
      "infoNCE: options must be a record, such as { positives }; found 'sum'",
    ],
    [
      'weights for weight',
      () => c.negatives(scores, { weights: 0 }),
      "negatives: there is no option 'weights'; did you mean 'weight'?",
    ],
    ['a weight below 0', () => c.negatives(scores, { weight: -1 }), 'negatives: weight must be at least 0; found -1'],
    [
      'nothing to divide by',
      () => c.divide(c.tensor(scores), undefined),
      'expected a tensor or a number, found undefined',
    ],
    [
      'evaluate of a loss',
      () => c.evaluate(c.infoNCE(c.inBatch(scores))),
      'of a loss pass { loss: found.loss, ...found.metrics }',
    ],
    [
      'gradient of a loss',
      () => c.gradient(c.infoNCE(c.inBatch(scores)), []),
      'gradient: expected a loss tensor; found a loss: pass its .loss',
    ],
    ['gradient by one tensor', () => c.gradient(c.tensor(1), c.tensor(1)), 'gradient: expected a list of tensors, [x]'],
    [
      'single vectors',
      () => c.cosineSimilarity([1, 2], [3, 4]),
      'cosineSimilarity: anchors must be [..., A, D], a vector each; found [2]: one vector is [1, D]',
    ],
    [
      'typed arrays',
      () => c.inBatch(new Float32Array(4)),
      'a Float32Array: make a tensor of it with constant(data, shape)',
    ],
    ['no scores', () => c.inBatch(), 'inBatch: expected a tensor or nested lists of numbers; found undefined'],
    ['a list of tensors that is none', () => c.concat(c.tensor(1), 0), 'concat: expected a list of tensors'],
    ['text for numbers', () => c.tensor('1'), "expected nested lists of numbers; found '1'"],
    [
      'an operand of another kind',
      () => c.exp({}),
      'expected a tensor or a number, found an object with nothing in it',
    ],
    ['a mask that is none', () => c.exclude(c.inBatch(scores), scores), 'exclude: the mask must be bool'],
    [
      'a function that is none',
      () => c.mapScores(c.inBatch(scores), 2),
      'mapScores: expected a function as the second argument; found 2',
    ],
    ['both factors', () => c.reweight(c.inBatch(scores), {}), 'reweight: give either factor or logFactor'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(core.InfonceError)
    expect(call).toThrow(message)
  })

  it('takes nested lists where a tensor can be one', () => {
    const { loss } = c.infoNCE(c.inBatch(c.divide(c.cosineSimilarity(scores, scores), 0.1)))
    expect(core.item(core.evaluate(loss))).toBeGreaterThan(0)
    expect([...core.evaluate(c.matmul(scores, scores)).data]).toEqual([7, 10, 15, 22])
    expect(core.item(core.evaluate(c.fullSoftmax(c.everyClass(scores, [0, 1])).loss))).toBeGreaterThan(0)
  })
})

describe('two copies of the package', () => {
  const load = async (): Promise<typeof core> => {
    vi.resetModules()
    return import('./index.js')
  }

  it('take each other’s tensors and contrasts', async () => {
    const other = await load()
    expect(other.tensor).not.toBe(core.tensor)
    const sum = core.add(other.tensor([1, 2]), 1)
    expect([...core.evaluate(sum).data]).toEqual([2, 3])
    const x = other.input('x', 'float32', [2, 2])
    const { loss } = core.infoNCE(other.inBatch(other.multiply(x, 2)))
    const [slope] = core.gradient(loss, [x])
    const table = other.input('table', 'float32', [3, 2])
    const [rows] = core.gradient(core.reduceSum(other.gather(table, other.tensor([2, 0], 'int32'))), [table])
    expect(rows).toBeInstanceOf(core.RowGradient)
    expect([...core.evaluate(core.toDense(rows)).data]).toEqual([1, 1, 0, 0, 1, 1])
    const found = core.evaluate({ loss, slope: core.toDense(slope) }, { x: scores })
    const alone = core.input('x', 'float32', [2, 2])
    const expected = core.infoNCE(core.inBatch(core.multiply(alone, 2))).loss
    expect(core.item(found.loss)).toBeCloseTo(core.item(core.evaluate(expected, { x: scores })), 14)
    expect([...found.slope.data].every(Number.isFinite)).toBe(true)
  })

  it('of different forms are refused, with what to do', () => {
    const foreign = { kind: Symbol.for('@infonce/core/tensor/0'), operation: { name: 'constant' } }
    expect(() => c.add(foreign, 1)).toThrow('install one version (npm ls @infonce/core shows them)')
  })
})
