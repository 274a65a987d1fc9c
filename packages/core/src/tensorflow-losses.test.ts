// TensorFlow's nce_loss and sampled_softmax_loss: the same contrast, targets of 1/num_true, counts and hits as given.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { negatives, positives } from './candidates/explicit.js'
import { concatenateContrasts } from './contrast-changes.js'
import { evaluate } from './evaluate.js'
import { gradient, toDense } from './gradient.js'
import { excludeHits } from './hits.js'
import { noiseContrastiveEstimation } from './objectives/binary.js'
import { sampledSoftmax } from './objectives/ranking.js'
import { add } from './operations/elementwise.js'
import { gather } from './operations/indexing.js'
import { flattenNested, input, type NestedNumbers, tensor } from './operations/leaves.js'
import { dotProduct } from './similarity.js'

interface Fixture {
  readonly weights: NestedNumbers
  readonly biases: NestedNumbers
  readonly inputs: NestedNumbers
  readonly samples: readonly number[]
  readonly sampledCounts: readonly number[]
  readonly cases: readonly {
    readonly loss: 'nce' | 'sampledSoftmax'
    readonly removeHits: boolean
    readonly labels: readonly (readonly number[])[]
    readonly trueCounts: readonly (readonly number[])[]
    readonly values: readonly number[]
    readonly gradients: Readonly<Record<'weights' | 'biases' | 'inputs', NestedNumbers>>
  }[]
}

const fixture = JSON.parse(
  readFileSync(new URL('./fixtures/tensorflow-losses.json', import.meta.url), 'utf8'),
) as Fixture

describe('TensorFlow', () => {
  const { weights, biases, inputs, samples, sampledCounts } = fixture
  const feeds = { weights, biases, inputs }
  const [w, b, x] = (['weights', 'biases', 'inputs'] as const).map((name) =>
    input(name, 'float32', flattenNested(feeds[name]).shape),
  ) as [ReturnType<typeof input>, ReturnType<typeof input>, ReturnType<typeof input>]

  it.each(
    fixture.cases.map(
      (each) =>
        [`${each.loss}, ${each.labels[0]!.length} true, hits ${each.removeHits ? 'removed' : 'kept'}`, each] as const,
    ),
  )('%s', (_, { loss: name, removeHits, labels, trueCounts, values, gradients }) => {
    const ids = tensor(labels, 'int32')
    const sampleIds = tensor(samples, 'int32')
    const log = (counts: readonly number[]): number[] => counts.map(Math.log)
    const contrast = concatenateContrasts([
      positives(add(dotProduct(x, gather(w, ids)), gather(b, ids)), {
        // num_true classes share one target.
        target: 1 / labels[0]!.length,
        logExpectedCount: tensor(trueCounts.map(log)),
        ids,
      }),
      negatives(add(dotProduct(x, gather(w, sampleIds)), gather(b, sampleIds)), {
        logExpectedCount: tensor(log(sampledCounts)),
        ids: sampleIds,
      }),
    ])
    const kept = removeHits ? excludeHits(contrast) : contrast
    const { loss, perAnchor } =
      name === 'nce'
        ? noiseContrastiveEstimation(kept, { reduction: 'sum' })
        : sampledSoftmax(kept, { positives: 'meanOfPositives', reduction: 'sum' })
    const found = evaluate(perAnchor, feeds).data
    for (const [i, value] of values.entries())
      expect(Math.abs(found[i]! - value)).toBeLessThan(1e-6 * Math.max(1, value))
    const slopes = gradient(loss, [w, b, x])
    for (const [i, key] of (['weights', 'biases', 'inputs'] as const).entries()) {
      const { data } = flattenNested(gradients[key])
      const slope = evaluate(toDense(slopes[i]!), feeds).data
      for (const [j, value] of data.entries()) expect(Math.abs(slope[j]! - value), `${key}, ${j}`).toBeLessThan(1e-6)
    }
  })
})
