// Trains a tiny model with every objective, exports it, and writes a batch with our results beside it.
// Usage: node tools/oracles/write_models.mjs FOLDER     (after `npm run build`; check_exports.py reads the folder)
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { argv, exit } from 'node:process'
import { Random } from '../../packages/core/dist/index.js'
import { toModel } from '../../packages/onnx/dist/index.js'
import { hostTensor, openSession } from '../../packages/runtime/dist/index.js'
import {
  exportModel,
  losses,
  planBlocks,
  textCorpus,
  trainingGraphs,
  trainModel,
  word2vec,
} from '../../packages/word2vec/dist/index.js'

const [folder] = argv.slice(2)
if (!folder) {
  console.error('usage: node tools/oracles/write_models.mjs FOLDER')
  exit(2)
}

const objectives = [
  ...losses.map((loss) => ({ loss })),
  { loss: 'nce', logPartition: 'shared' },
  { loss: 'nce', logPartition: 'per-context' },
]
const text = ['a b c d e', 'b d a f', 'c e g a b', 'f g h', 'd c b a', 'h a b f e', 'g d']
const corpus = textCorpus(() => Array.from({ length: 8 }, () => text).flat())
const blocks = 5

/** Words and windows of some blocks, the last anchor of which is padding. */
function makeBatch(shapes, logQ) {
  const random = Random.fromSeed(21)
  const count = (dims) => dims.reduce((a, b) => a * b, 1)
  const ids = (dims) => Array.from({ length: count(dims) }, () => random.below(logQ.length))
  const make = {
    'batch/positive': (dims) =>
      Array.from({ length: count(dims) }, (_, i) => (i < count(dims) - dims.at(-1) ? random.below(2) : 0)),
  }
  const batch = {}
  for (const [name, dims] of Object.entries(shapes)) {
    const words = batch[name.replace('-log-probability', '')]
    const data = name.endsWith('-log-probability') ? words.data.map((id) => logQ[id]) : (make[name] ?? ids)(dims)
    batch[name] = { dims, data }
  }
  return batch
}

function tensorOf(dtype, { dims, data }) {
  const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array }
  return hostTensor(dtype, dims, arrays[dtype].from(data))
}

for (const objective of objectives) {
  const name = objective.logPartition ? `${objective.loss}-${objective.logPartition}` : objective.loss
  const configuration = { dim: 3, window: 2, negatives: 3, minCount: 1, sample: 0, epochs: 4, ...objective }
  let model
  for await (const event of trainModel(word2vec, { corpus, configuration, threads: 1 }))
    if (event.type === 'end') model = event.model
  await exportModel(word2vec, model, join(folder, name))

  const { vocabulary } = model
  const plan = planBlocks(vocabulary, model.configuration)
  const graphs = trainingGraphs(vocabulary.size, model.configuration, plan)
  const total = vocabulary.counts.reduce((a, b) => a + b)
  const logQ = Array.from(vocabulary.counts, (count) => Math.fround(Math.log(count / total)))
  const parameters = Object.fromEntries(
    Object.entries(model.parameters).map(([key, { dims, data }]) => [key, { dims, data: Array.from(data) }]),
  )
  const results = {}
  let batch
  for (const kind of ['loss', 'gradient', 'step']) {
    const session = await openSession(toModel(graphs[kind]()), { provider: 'cpu', threads: 1 })
    const declared = session.inputs.filter((input) => input.name.startsWith('batch/'))
    const order = declared.toSorted((a, b) => a.name.length - b.name.length)
    batch ??= makeBatch(
      Object.fromEntries(order.map((i) => [i.name, i.dims.map((d) => (d === 'B' ? blocks : d))])),
      logQ,
    )
    const values = { ...parameters, ...batch, 'learning-rate': { dims: [], data: [Math.fround(0.1)] } }
    const feeds = Object.fromEntries(session.inputs.map((i) => [i.name, tensorOf(i.dtype, values[i.name])]))
    const outputs = await session.run(feeds)
    await session.close()
    results[kind] = Object.fromEntries(
      Object.entries(outputs).map(([key, { dims, data }]) => [key, { dims, data: Array.from(data) }]),
    )
  }
  const sizes = { anchors: plan.anchors, noise: plan.noise }
  const content = { name, configuration: model.configuration, vocabulary: vocabulary.size, sizes, batch, results }
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, name, 'batch.json'), JSON.stringify(content))
  console.log(`${join(folder, name)}: ${Object.keys(batch).length} inputs`)
}

// Encoders in every form of storage. Vectors of less than 1 KiB would stay in the model.
let model
for await (const event of trainModel(word2vec, {
  corpus,
  configuration: { dim: 64, minCount: 1, sample: 0 },
  threads: 1,
}))
  if (event.type === 'end') model = event.model
for (const storage of ['float32', 'float16'])
  for (const externalData of [false, true]) {
    const { files } = await exportModel(
      word2vec,
      model,
      join(folder, `${storage}-${externalData ? 'beside' : 'inside'}`),
      {
        storage,
        externalData,
      },
    )
    console.log(files[0])
  }
