// Prints hashes of a short training of each model: of its losses, and of its tensors. A change that must not change
// numbers prints the same lines before and after it, on one machine. Needs a build.
// Usage: node scripts/bootstrap.mjs bench/short-runs.mjs
import { createHash } from 'node:crypto'
import { cpc, openDescribed as openSeries } from '@infonce/cpc'
import { trainModel } from '@infonce/runtime'
import { openDescribed as openImages, simclr } from '@infonce/simclr'
import { atlasCorpus, textCorpus, word2vec } from '@infonce/word2vec'

const shared = { provider: /** @type {const} */ ('cpu'), threads: 1, lossEvery: 1 }
const images = await openImages({ origin: { kind: 'drawings', options: { images: 64, size: 16 } } })
const series = await openSeries({ origin: { kind: 'voices', options: { speakers: 3, words: 3, repetitions: 4 } } })
const text = textCorpus(atlasCorpus().lines)
const network = /** @type {const} */ ({
  depth: 8,
  widths: [8, 8, 16],
  headWidth: 16,
  embedding: 8,
  batch: 16,
  epochs: 2,
})

const runs = {
  'word2vec, negative sampling': () =>
    trainModel(word2vec, { ...shared, corpus: text, configuration: { dim: 16, epochs: 1, minCount: 1 } }),
  'word2vec, NCE': () =>
    trainModel(word2vec, { ...shared, corpus: text, configuration: { dim: 16, epochs: 1, minCount: 1, loss: 'nce' } }),
  cpc: () => trainModel(cpc, { ...shared, series, configuration: { batch: 8, frames: 24, epochs: 2 } }),
  simclr: () => trainModel(simclr, { ...shared, images, configuration: network }),
  moco: () => trainModel(simclr, { ...shared, images, configuration: { ...network, method: 'moco', queue: 32 } }),
}

for (const [name, train] of Object.entries(runs)) {
  const losses = createHash('sha256')
  const tensors = createHash('sha256')
  let steps = 0
  for await (const event of train()) {
    if (event.type === 'step') {
      losses.update(Float64Array.of(event.metrics.loss ?? Number.NaN))
      steps++
    }
    if (event.type === 'end') for (const { data } of Object.values(event.model.parameters)) tensors.update(data)
  }
  const short = (/** @type {import('node:crypto').Hash} */ hash) => hash.digest('hex').slice(0, 16)
  console.log(`${name}: ${steps} steps, losses ${short(losses)}, tensors ${short(tensors)}`)
}
