// Corrections for sampling bias, held to the full softmax by the mean gradient over many draws: docs/sampling-bias.md.
import { describe, expect, it } from 'vitest'
import { everyClass, positives } from './candidates/explicit.js'
import { inBatch } from './candidates/in-batch.js'
import { sampled } from './candidates/sampled.js'
import { concatenateContrasts } from './contrast-changes.js'
import { evaluate } from './evaluate.js'
import { gradient, toDense } from './gradient.js'
import { excludeHits } from './hits.js'
import { fullSoftmax, infoNCE, sampledSoftmax } from './objectives/ranking.js'
import { add } from './operations/elementwise.js'
import { gather } from './operations/indexing.js'
import { input, tensor } from './operations/leaves.js'
import { expand, expandDimension } from './operations/movement.js'
import { Random } from './random.js'
import type { Tensor } from './tensor.js'

const V = 12
const theta = Array.from({ length: V }, (_, c) => Math.sin(3 * c))
const weights = Array.from({ length: V }, (_, c) => 1 / (c + 1))
const total = weights.reduce((a, b) => a + b)
const q = weights.map((w) => w / total)
const LABEL = 1

const draw = (random: Random): number => {
  let u = random.uniform()
  for (let c = 0; c < V - 1; c++) {
    u -= q[c]!
    if (u < 0) return c
  }
  return V - 1
}

const x = input('theta', 'float32', [V])
const full = [
  ...evaluate(
    toDense(gradient(fullSoftmax(everyClass(expandDimension(x, 0), tensor([LABEL], 'int32'))).loss, [x])[0]!),
    { theta },
  ).data,
]
/** How far the slope by theta of a loss, a mean over B draws, is from that of the full softmax. */
function errorOf(loss: Tensor, ids: readonly (readonly number[])[]): number {
  const slope = evaluate(toDense(gradient(loss, [x])[0]!), { theta, ids }).data
  return Math.hypot(...Array.from(slope, (value, c) => value - full[c]!))
}

const B = 4000
const logQ = tensor(q.map(Math.log))

describe('samples of a known distribution', () => {
  const errors = (k: number) => {
    const random = Random.fromSeed(11)
    const drawn = Array.from({ length: B }, () => Array.from({ length: k }, () => draw(random)))
    const ids = input('ids', 'int32', [B, k])
    const row = (value: Tensor): Tensor => expandDimension(value, 1)
    const contrast = excludeHits(
      concatenateContrasts([
        positives(expand(gather(x, tensor([LABEL], 'int32')), [B, 1, 1]), {
          logExpectedCount: tensor(Math.log(k * q[LABEL]!)),
          ids: tensor([LABEL], 'int32'),
        }),
        sampled(row(gather(x, ids)), { logProbability: row(gather(logQ, ids)), ids: row(ids) }),
      ]),
    )
    return {
      none: errorOf(infoNCE(contrast).loss, drawn),
      sampled: errorOf(sampledSoftmax(contrast).loss, drawn),
      certain: errorOf(sampledSoftmax(contrast, { positiveCorrection: 'none' }).loss, drawn),
    }
  }

  it('both corrections tend to the full softmax, and the certain positive is nearer', () => {
    const [few, many] = [errors(5), errors(40)]
    for (const found of [few, many]) {
      expect(found.certain).toBeLessThan(found.sampled)
      expect(found.certain).toBeLessThan(found.none)
    }
    expect(many.certain).toBeLessThan(few.certain)
    expect(many.sampled).toBeLessThan(few.sampled)
    expect(many.certain).toBeLessThan(0.05)
  })
})

describe('in a batch', () => {
  it('items corrected by how often others bring them are nearer to the full softmax', () => {
    const n = 16
    const random = Random.fromSeed(12)
    // The first anchor has the label; the others are whoever comes. All anchors score items by theta.
    const drawn = Array.from({ length: B }, () => [LABEL, ...Array.from({ length: n - 1 }, () => draw(random))])
    const ids = input('ids', 'int32', [B, n])
    const contrast = excludeHits(
      inBatch(expandDimension(gather(x, ids), 1), {
        firstAnchor: tensor(0, 'int32'),
        logExpectedCount: expandDimension(add(gather(logQ, ids), Math.log(n - 1)), 1),
        ids,
      }),
    )
    const none = errorOf(infoNCE(contrast).loss, drawn)
    const certain = errorOf(sampledSoftmax(contrast, { positiveCorrection: 'none' }).loss, drawn)
    expect(certain).toBeLessThan(none / 2)
    expect(errorOf(sampledSoftmax(contrast).loss, drawn)).toBeLessThan(none)
  })
})
