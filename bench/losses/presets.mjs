// Losses in one line from embeddings against the libraries that people know them from: value and gradient, one thread.
// node scripts/bootstrap.mjs bench/losses/presets.mjs [--rounds 5] [--python PYTHON] [--out bench/results/losses.md]
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as c from '@infonce/core'
import { toModel } from '@infonce/onnx'
import { hostTensor, openSession } from '@infonce/runtime'
import { circumstances } from '../lib/machine.mjs'
import { markdownTable } from '../lib/markdown.mjs'
import { fixed, median } from '../lib/numbers.mjs'
import { pythonEnvironment } from '../lib/python-environment.mjs'
import { ratioSpread } from '../lib/rounds.mjs'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    runs: { type: 'string', default: '20' },
    python: { type: 'string' },
    out: { type: 'string', default: 'bench/results/losses.md' },
  },
})
const [N, D, V] = [1024, 128, 1000]
const labels = Int32Array.from({ length: N }, (_, i) => i % 128)
const [a, b, w] = [c.input('a', 'float32', [N, D]), c.input('b', 'float32', [N, D]), c.input('w', 'float32', [V, D])]
const ids = c.constant(labels, [N], 'int32')

/** By the names that the peer knows. @type {Readonly<Record<string, { loss: c.Tensor, by: c.Tensor[], peer: string }>>} */
const losses = {
  'cross-entropy': { loss: c.cpcLoss(a, b).loss, by: [a, b], peer: 'PyTorch' },
  'NT-Xent': { loss: c.ntXentLoss(a, b).loss, by: [a, b], peer: 'lightly' },
  DCL: { loss: c.decoupledLoss(a, b).loss, by: [a, b], peer: 'lightly' },
  CLIP: { loss: c.clipLoss(a, b).loss, by: [a, b], peer: 'open_clip' },
  SigLIP: { loss: c.sigLipLoss(a, b).loss, by: [a, b], peer: 'open_clip' },
  SupCon: { loss: c.supConLoss(a, ids).loss, by: [a], peer: 'pytorch-metric-learning' },
  'multi-similarity': {
    loss: c.multiSimilarity(c.sameLabel(c.cosineSimilarity(a, a), ids)).loss,
    by: [a],
    peer: 'pytorch-metric-learning',
  },
  ArcFace: { loss: c.arcFaceLoss(a, w, ids).loss, by: [a, w], peer: 'pytorch-metric-learning' },
  'Proxy-Anchor': { loss: c.proxyAnchorLoss(a, w, ids).loss, by: [a, w], peer: 'pytorch-metric-learning' },
}

const random = c.Random.fromSeed(1)
const drawn = (/** @type {number} */ rows, /** @type {number} */ columns) =>
  hostTensor(
    'float32',
    [rows, columns],
    Float32Array.from({ length: rows * columns }, () => random.normal()),
  )
const feeds = { a: drawn(N, D), b: drawn(N, D), w: drawn(V, D) }
const sessions = Object.fromEntries(
  await Promise.all(
    Object.entries(losses).map(async ([name, { loss, by }]) => {
      const slopes = c.gradient(loss, by)
      const outputs = { loss, ...Object.fromEntries(slopes.map((slope, i) => [`gradient${i}`, c.toDense(slope)])) }
      const model = toModel({ name, inputs: c.inputsOf(Object.values(outputs)), outputs, metadata: {} })
      return [name, await openSession(model, { provider: 'cpu', threads: 1 })]
    }),
  ),
)

/** Milliseconds of a run, the median of some. */
async function timed(/** @type {string} */ name) {
  const session = sessions[name]
  const fed = Object.fromEntries(
    session.inputs.map((/** @type {{ name: keyof typeof feeds }} */ { name }) => [name, feeds[name]]),
  )
  const times = []
  for (let i = 0; i < Number(options.runs); i++) {
    const start = performance.now()
    await session.run(fed)
    times.push(performance.now() - start)
  }
  return median(times)
}

const python = pythonEnvironment(options.python, console.error, 'losses/requirements.txt')
const peer = fileURLToPath(new URL('losses_peer.py', import.meta.url))
/** @type {Record<string, { ours: number[], theirs: number[] }>} */
const found = Object.fromEntries(Object.keys(losses).map((name) => [name, { ours: [], theirs: [] }]))
for (let round = 0; round < Number(options.rounds); round++) {
  const { stdout, stderr, status } = spawnSync(python, [peer, options.runs], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the peer ended with code ${status}: ${stderr}`)
  const theirs = JSON.parse(stdout)
  for (const name of Object.keys(losses)) {
    found[name]?.ours.push(await timed(name))
    found[name]?.theirs.push(theirs[name])
  }
  console.error(`round ${round + 1} of ${options.rounds}`)
}

const table = markdownTable(
  ['loss', 'ours, ms', 'library', 'library, ms', 'ours over it, median (range)'],
  Object.entries(found).map(([name, { ours, theirs }]) => [
    name,
    fixed(2)(median(ours)),
    losses[name]?.peer ?? '',
    fixed(2)(median(theirs)),
    ratioSpread(ours, theirs),
  ]),
)
const text = [
  '# Losses',
  '',
  `Value and gradient of ${N} embeddings of ${D} numbers (${V} class vectors), float32, one thread, ${options.rounds} rounds in turns, each the median of ${options.runs} runs. Ours on ONNX Runtime's CPU provider.`,
  '',
  ...Object.entries(circumstances()).map(([name, value]) => `- ${name}: ${value}`),
  '',
  table,
  '',
].join('\n')
console.log(text)
writeFileSync(options.out, text)
