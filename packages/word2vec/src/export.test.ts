// A model's files: what they are, that the model comes back from them, and that ONNX Runtime reads the vectors.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describeModel } from '@infonce/onnx'
import {
  exportModel,
  type HostTensor,
  hostTensor,
  loadModel,
  openSession,
  SessionError,
  trainModel,
} from '@infonce/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { word2vec } from './definition.js'
import { Embeddings } from './embeddings.js'
import { MODEL_FILES, word2vecInFolder } from './folder.js'
import { topicCorpus } from './testing/topics.js'
import { Word2vec } from './word2vec.js'

let folder: string
let model: Word2vec
let written: readonly string[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-export-'))
  const configuration = { dim: 16, minCount: 1, sample: 0, epochs: 1, loss: 'sampled-softmax' } as const
  for await (const event of trainModel(word2vec, { corpus: topicCorpus(100), threads: 1, configuration }))
    if (event.type === 'end') model = event.model
  written = (await exportModel(word2vecInFolder, model, join(folder, 'a', 'b'))).files
})
afterAll(() => rm(folder, { recursive: true }))

describe('an exported model', () => {
  it('is these files', () => {
    expect(written).toEqual(MODEL_FILES.map((name) => join(folder, 'a', 'b', name)))
  })

  it('comes back as it was', async () => {
    const loaded = await loadModel(word2vecInFolder, join(folder, 'a', 'b'))
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
    expect(loaded.embeddings.neighbors('sea0', { count: 3 })).toEqual(model.embeddings.neighbors('sea0', { count: 3 }))
  })

  it('is written again as the same bytes', async () => {
    const { files } = await exportModel(
      word2vecInFolder,
      await loadModel(word2vecInFolder, join(folder, 'a', 'b')),
      join(folder, 'again'),
    )
    for (const [i, path] of files.entries())
      expect((await readFile(path)).equals(await readFile(written[i]!))).toBe(true)
  })

  it('has an encoder that gives the vectors of words, any number of them', async () => {
    const session = await openSession(join(folder, 'a', 'b', 'encoder.onnx'), { provider: 'cpu', threads: 1 })
    for (const ids of [[3, 0, 3], [1], []]) {
      const { embedding } = await session.run({ 'batch/ids': hostTensor('int32', [ids.length], Int32Array.from(ids)) })
      expect(embedding!.dims).toEqual([ids.length, 16])
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

describe('an encoder', () => {
  const table = (): Float32Array => model.embeddings.vectors

  async function vectorsIn(path: string): Promise<Float32Array> {
    const session = await openSession(path, { provider: 'cpu', threads: 1 })
    const ids = Int32Array.from({ length: model.vocabulary.size }, (_, id) => id)
    const { embedding } = await session.run({ 'batch/ids': hostTensor('int32', [ids.length], ids) })
    await session.close()
    return embedding!.data as Float32Array
  }

  it('in float16 is as far from the model as is said, and the rest of the model is as before', async () => {
    const { files, storage, rounding } = await exportModel(word2vecInFolder, model, join(folder, 'half'), {
      storage: 'float16',
    })
    expect(files).toEqual(MODEL_FILES.map((name) => join(folder, 'half', name)))
    for (const [i, path] of files.entries())
      expect((await readFile(path)).equals(await readFile(written[i]!)), path).toBe(!path.endsWith('encoder.onnx'))

    const stored = await vectorsIn(files[0]!)
    const errors = [...table()].map((number, i) => Math.abs(number - stored[i]!))
    expect(Math.max(...errors)).toBe(storage!.largestError)
    expect(storage!.largestError).toBeGreaterThan(0)
    expect(storage!.relativeError).toBe(storage!.largestError / Math.max(...[...table()].map(Math.abs)))
    const { vocabulary, embeddings, configuration } = model
    const half = new Embeddings(vocabulary, configuration.dim, stored)
    // Similarities are sums in float32.
    for (const a of vocabulary.words)
      for (const b of vocabulary.words)
        expect(Math.abs(half.similarity(a, b) - embeddings.similarity(a, b))).toBeLessThan(
          rounding!.largestCosineChange! + 1e-6,
        )
    const description = describeModel(await readFile(files[0]!))
    expect(description.storage).toMatchObject({
      dtype: 'float16',
      largestError: storage!.largestError,
      relativeError: storage!.relativeError,
    })
    expect(description.metadata.largestCosineChange).toBe(String(rounding!.largestCosineChange!))
  })

  it.each(['float32', 'float16'] as const)('with its vectors beside it, in %s, gives the same', async (storage) => {
    const { files: inside } = await exportModel(word2vecInFolder, model, join(folder, `inside-${storage}`), { storage })
    const out = join(folder, `beside-${storage}`)
    const { files } = await exportModel(word2vecInFolder, model, out, { storage, externalData: true })
    expect(files.toSpliced(1, 1)).toEqual(MODEL_FILES.map((name) => join(out, name)))
    expect(basename(files[1]!)).toMatch(/^encoder\.onnx\.[0-9a-f]{16}\.data$/)
    expect(await vectorsIn(files[0]!)).toEqual(await vectorsIn(inside[0]!))
    expect((await loadModel(word2vecInFolder, out)).embeddings.vectors).toEqual(table())
    // Another export takes the place of this one.
    await exportModel(word2vecInFolder, model, out)
    expect((await readdir(out)).sort()).toEqual([...MODEL_FILES].sort())
  })

  it('whose data file is gone says which', async () => {
    const out = join(folder, 'gone')
    const { files } = await exportModel(word2vecInFolder, model, out, { externalData: true })
    await rm(files[1]!)
    const opening = vectorsIn(files[0]!)
    await expect(opening).rejects.toThrow(SessionError)
    await expect(opening).rejects.toThrow(basename(files[1]!))
    expect((await loadModel(word2vecInFolder, out)).vocabulary.size).toBe(model.vocabulary.size)
  })

  it('whose vectors float16 cannot hold is refused, and nothing is written', async () => {
    const name = 'parameter/anchor.weight'
    const data = Float32Array.from(table())
    data[7] = 1e5
    const parameters = { ...model.parameters, [name]: { ...model.parameters[name]!, data } as HostTensor }
    const wild = new Word2vec(model.configuration, model.vocabulary, parameters)
    const writing = exportModel(word2vecInFolder, wild, join(folder, 'wild'), { storage: 'float16' })
    await expect(writing).rejects.toThrow(
      /'parameter\/anchor\.weight' holds 100000 at position 7, which float16 cannot/,
    )
    expect(await readdir(join(folder, 'wild'))).toEqual([])
  })
})
