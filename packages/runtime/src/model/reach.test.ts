// What a definition can say that the models of this repository do not: each proved by a small one.
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { input, matmul, parameter } from '@infonce/core'
import {
  type BatchSource,
  describeRun,
  exportModel,
  type FittedModelDefinition,
  type FolderDefinition,
  hostTensor,
  type InFolder,
  isFinished,
  loadModel,
  openSession,
  PARAMETERS_FILE,
  type RunEvent,
  trainInFolder,
  trainModel,
} from '@infonce/runtime'
import { afterAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type MatchingTypes, matching } from '../testing/matching/matching.js'
import { matchingInFolder } from '../testing/matching/matching-in-folder.js'
import { tables } from '../testing/matching/tables.js'

const root = mkdtempSync(join(tmpdir(), 'infonce-reach-'))
afterAll(() => rmSync(root, { recursive: true }))

describe('batches that keep tensors', () => {
  /** Rows are drawn by how seldom they came, which is counted in a tensor. */
  const counting: FolderDefinition<MatchingTypes, { readonly rows: number }> = {
    ...(matchingInFolder as InFolder<MatchingTypes, { readonly rows: number }>),
    ...matching,
    batches(options, prepared, context) {
      const source = matching.batches(options, prepared, context)
      const seen = (context.tensors.seen?.data as Float32Array | undefined) ?? new Float32Array(6)
      return {
        ...source,
        async take() {
          const batch = await source.take()
          if (!batch) return batch
          const { dims, data } = batch.feeds['batch/left']!
          const left = Float32Array.from(data as Float32Array, (value, at) => value / (1 + 0.01 * seen[at % 6]!))
          for (const [at, value] of left.entries()) seen[at % 6]! += Math.abs(value)
          return { ...batch, feeds: { ...batch.feeds, 'batch/left': hostTensor('float32', dims, left) } }
        },
        tensors: () => ({ seen: hostTensor('float32', [6], seen.slice()) }),
      } as BatchSource as ReturnType<typeof matching.batches>
    },
  }
  const options = { tables: tables(64), configuration: { epochs: 10 }, provider: 'cpu', threads: 1 } as const

  it('resume with them, to the same bytes', async () => {
    const [whole, parts] = [join(root, 'whole'), join(root, 'parts')]
    const train = async (folder: string, more: { readonly resume?: true; readonly signal?: AbortSignal } = {}) => {
      const events: RunEvent<MatchingTypes>[] = []
      for await (const event of trainInFolder(counting, { ...options, folder, ...more })) events.push(event)
      return events
    }
    await train(whole)
    const control = new AbortController()
    for await (const event of trainInFolder(counting, { ...options, folder: parts, signal: control.signal }))
      if (event.type === 'step' && event.step === 17) control.abort()
    expect((await train(parts, { resume: true }))[0]).toMatchObject({ type: 'begin', steps: 17 })
    const bytes = (folder: string) => readFile(join(folder, PARAMETERS_FILE))
    expect((await bytes(parts)).equals(await bytes(whole))).toBe(true)
    // They matter: without them it comes to others.
    const plain = join(root, 'plain')
    for await (const _ of trainInFolder(matchingInFolder, { ...options, folder: plain }));
    expect((await bytes(plain)).equals(await bytes(whole))).toBe(false)
  })
})

describe('a model that is fitted without a graph', () => {
  interface Prepared {
    readonly configuration: { readonly ridge: number; readonly seed: number }
    readonly items: number
  }
  interface EaseTypes {
    readonly configuration: Prepared['configuration']
    readonly input: Partial<Prepared['configuration']>
    readonly opened: { readonly interactions: readonly (readonly number[])[] }
    readonly described: EaseTypes['opened']
    readonly prepared: Prepared
    readonly opening: never
    readonly preparing: { readonly type: 'inverting'; readonly items: number }
    readonly batches: ReturnType<typeof matching.batches>
    readonly begin: { readonly users: number }
    readonly step: never
    readonly scores: never
    readonly model: Prepared & { readonly parameters: Parameters<FittedModelDefinition<EaseTypes>['model']>[1] }
  }

  /** Shallow autoencoder (Steck 2019, EASE, algorithm 1): B = I − P / diag(P), P = (XᵀX + λI)⁻¹. */
  const ease: FittedModelDefinition<EaseTypes> = {
    name: 'EASE',
    package: 'ease',
    version: '1.0.0',
    settings: {
      fields: {
        ridge: { type: 'number', above: 0, default: 0.5, about: 'λ' },
        seed: { type: 'integer', min: 0, default: 1, about: 'seed of all random numbers' },
      },
    },
    prepare: async ({ interactions, configuration }) => ({
      configuration: { ridge: 0.5, seed: 1, ...configuration },
      items: interactions[0]!.length,
    }),
    async *fit({ interactions, signal }, { items, configuration: { ridge } }) {
      signal?.throwIfAborted()
      yield { type: 'inverting', items }
      const gram = Array.from({ length: items }, (_, i) =>
        Array.from({ length: items }, (_, j) =>
          interactions.reduce((sum, row) => sum + row[i]! * row[j]!, i === j ? ridge : 0),
        ),
      )
      const inverse = inverted(gram)
      const weights = inverse.flatMap((row, i) => row.map((value, j) => (i === j ? 0 : -value / inverse[j]![j]!)))
      return { 'parameter/items': hostTensor('float32', [items, items], Float32Array.from(weights)) }
    },
    begin: ({ interactions }) => ({ users: interactions.length }),
    model: (prepared, parameters) => ({ ...prepared, parameters }),
    shapes: ({ items }) => [['parameter/items', [items, items]]],
    encoders({ items }) {
      const [x, weights] = [input('batch/interactions', 'float32', ['N', items]), parameter('items', [items, items])]
      const scores = matmul(x, weights)
      return { 'scores.onnx': { name: 'ease', inputs: [weights, x], outputs: { scores }, metadata: {} } }
    },
  }
  const easeInFolder: FolderDefinition<EaseTypes, { readonly users: number }> = {
    ...ease,
    script: new URL('./none.js', import.meta.url),
    files: ['scores.onnx', PARAMETERS_FILE],
    details: z.object({ users: z.number() }),
    detailsOf: ({ begin: { users } }) => ({ users }),
    differs: ({ users }, now) => (users === now.users ? undefined : `began on ${users} users`),
    facts: {
      write: async () => [],
      read: async (_, configuration, { items }) => ({ configuration, items: Number(items) }),
      metadata: ({ items }) => ({ items: String(items) }),
    },
  }
  const interactions = [
    [1, 1, 0, 0],
    [1, 1, 1, 0],
    [0, 0, 1, 1],
    [1, 0, 0, 1],
  ]

  it('gives its events and its numbers', async () => {
    const events = []
    for await (const event of trainModel(ease, { interactions })) events.push(event)
    expect(events.map(({ type }) => type)).toEqual(['begin', 'inverting', 'end'])
    const { model } = events.at(-1) as Extract<(typeof events)[number], { type: 'end' }>
    const weights = model.parameters['parameter/items']!.data as Float32Array
    // NumPy's, by its linalg.inv.
    const expected = [0, 0.5853659, -0.1333333, 0.4810127, 0.8470588, 0, 0.5066667, -0.556962]
    for (const [i, value] of expected.entries()) expect(weights[i]).toBeCloseTo(value, 5)
  })

  it('is a run in a folder, with its files, which is read back and runs', async () => {
    const folder = join(root, 'ease')
    const control = AbortSignal.abort(new Error('enough'))
    await expect(async () => {
      for await (const _ of trainInFolder(easeInFolder, { interactions, folder, signal: control }));
    }).rejects.toThrow('enough')
    // Killed before its end, it is fitted again.
    for await (const _ of trainInFolder(easeInFolder, { interactions, folder, resume: true }));
    expect(await isFinished(easeInFolder, folder)).toBe(true)
    expect(await describeRun(easeInFolder, folder)).toMatchObject({ users: 4, configuration: { ridge: 0.5 } })
    const model = await loadModel(easeInFolder, folder)
    const { files } = await exportModel(easeInFolder, model, join(root, 'exported'))
    expect(files).toHaveLength(2)
    const session = await openSession(files[0]!, { provider: 'cpu' })
    const x = hostTensor('float32', [1, 4], Float32Array.of(1, 0, 0, 0))
    const { scores } = await session.run({ 'batch/interactions': x })
    await session.close()
    expect([...(scores!.data as Float32Array)]).toEqual([
      ...(model.parameters['parameter/items']!.data as Float32Array).subarray(0, 4),
    ])
  })
})

/** Gauss–Jordan elimination of a positive definite matrix. */
function inverted(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let i = 0; i < size; i++) {
    const pivot = rows[i]![i]!
    rows[i] = rows[i]!.map((value) => value / pivot)
    for (let k = 0; k < size; k++) {
      const factor = rows[k]![i]!
      if (k !== i) rows[k] = rows[k]!.map((value, j) => value - factor * rows[i]![j]!)
    }
  }
  return rows.map((row) => row.slice(size))
}
