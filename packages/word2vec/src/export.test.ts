// A model's files: what they are, that the model comes back from them, and that ONNX Runtime reads the vectors.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeModel } from '@infonce/onnx'
import { hostTensor, openSession } from '@infonce/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { exportModel, loadModel, MODEL_FILES } from './export.js'
import { topicCorpus } from './testing/topics.js'
import { trainWord2vec } from './train.js'
import type { Word2vec } from './word2vec.js'

let folder: string
let model: Word2vec
let written: string[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-export-'))
  const configuration = { dim: 5, minCount: 1, sample: 0, epochs: 1, loss: 'sampled-softmax' } as const
  for await (const event of trainWord2vec({ corpus: topicCorpus(100), threads: 1, configuration }))
    if (event.type === 'end') model = event.model
  written = await exportModel(model, join(folder, 'a', 'b'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('an exported model', () => {
  it('is these files', () => {
    expect(written).toEqual(MODEL_FILES.map((name) => join(folder, 'a', 'b', name)))
  })

  it('comes back as it was', async () => {
    const loaded = await loadModel(join(folder, 'a', 'b'))
    expect(loaded.configuration).toEqual(model.configuration)
    expect(loaded.vocabulary.words).toEqual(model.vocabulary.words)
    expect(loaded.vocabulary.counts).toEqual(model.vocabulary.counts)
    expect(loaded.vocabulary.corpusTokens).toBe(model.vocabulary.corpusTokens)
    expect(Object.keys(loaded.parameters)).toEqual(Object.keys(model.parameters))
    for (const [name, { dims, data }] of Object.entries(model.parameters)) {
      expect(loaded.parameters[name]!.dims).toEqual(dims)
      expect(
        Buffer.from(loaded.parameters[name]!.data.buffer).equals(
          Buffer.from(new Float32Array(data as Float32Array).buffer),
        ),
      ).toBe(true)
    }
    expect(loaded.embeddings.neighbours('sea0', { count: 3 })).toEqual(
      model.embeddings.neighbours('sea0', { count: 3 }),
    )
  })

  it('is written again as the same bytes', async () => {
    const again = await exportModel(await loadModel(join(folder, 'a', 'b')), join(folder, 'again'))
    for (const [i, path] of again.entries())
      expect((await readFile(path)).equals(await readFile(written[i]!))).toBe(true)
  })

  it('has an encoder that gives the vectors of words, any number of them', async () => {
    const session = await openSession(join(folder, 'a', 'b', 'encoder.onnx'), { provider: 'cpu', threads: 1 })
    for (const ids of [[3, 0, 3], [1], []]) {
      const { embedding } = await session.run({ 'batch/ids': hostTensor('int32', [ids.length], Int32Array.from(ids)) })
      expect(embedding!.dims).toEqual([ids.length, 5])
      expect([...(embedding!.data as Float32Array)]).toEqual(
        ids.flatMap((id) => [...model.embeddings.vector(model.vocabulary.words[id]!)]),
      )
    }
    await session.close()
  })

  it('tells in its metadata what it is', async () => {
    for (const path of written.filter((name) => name.endsWith('.onnx'))) {
      const { metadata, opsets, inputs } = describeModel(await readFile(path))
      expect(opsets).toEqual({ '': 18 })
      expect(metadata).toMatchObject({
        package: '@infonce/word2vec',
        version: packageJson.version,
        loss: 'sampled-softmax',
      })
      expect(JSON.parse(metadata.configuration!)).toEqual({ vocabulary: model.vocabulary.size, ...model.configuration })
      expect(metadata.paper).toContain('Jean et al. 2015')
      expect(inputs.find(({ name }) => name.startsWith('batch/'))!.shape![0]).toBe(
        path.endsWith('encoder.onnx') ? 'N' : 'B',
      )
    }
  })
})
