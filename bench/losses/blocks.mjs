// InfoNCE of a large batch in blocks of anchors: time and peak memory of value and gradient.
// node scripts/bootstrap.mjs bench/losses/blocks.mjs [--batch 32768] [--width 128] [--block 512] [--threads 1] [--rounds 3]
import { parseArgs } from 'node:util'
import { cosineSimilarity, divide, inBatch, infoNCE, input, Random, rowsFrom } from '@infonce/core'
import { firstAnchor } from '@infonce/nn'
import { BlockedLoss, hostTensor } from '@infonce/runtime'

const { values } = parseArgs({
  options: {
    batch: { type: 'string', default: '32768' },
    width: { type: 'string', default: '128' },
    block: { type: 'string', default: '512' },
    threads: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
  },
})
const [n, d, block] = [Number(values.batch), Number(values.width), Number(values.block)]
const [threads, rounds] = [Number(values.threads), Number(values.rounds)]

const [a, b] = [input('batch/a', 'float32', [n, d]), input('batch/b', 'float32', [n, d])]
const first = firstAnchor()
const scores = divide(cosineSimilarity(rowsFrom(a, first, block), b), 0.05)
const { loss, metrics } = infoNCE(inBatch(scores, { firstAnchor: first }))
const blocked = await BlockedLoss.open({
  loss,
  metrics: { accuracy: metrics.accuracy },
  by: [a, b],
  anchors: n,
  block,
  threads,
  provider: 'cpu',
})
const random = Random.fromSeed(1)
const drawn = () =>
  hostTensor(
    'float32',
    [n, d],
    Float32Array.from({ length: n * d }, () => random.normal()),
  )
const feeds = { 'batch/a': drawn(), 'batch/b': drawn() }
for (let round = 0; round < rounds; round++) {
  const start = performance.now()
  const found = await blocked.run(feeds)
  const seconds = ((performance.now() - start) / 1000).toFixed(2)
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0)
  console.log(
    `${n} × ${d}, blocks of ${block}, ${threads} thread(s): ${seconds} s, peak ${peak} MiB, loss ${found.loss.toFixed(4)}`,
  )
}
await blocked.close()
