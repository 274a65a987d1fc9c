// The loss of every objective against loops over its formula, its gradient against differences, and both on ONNX Runtime.
import { evaluate, type Feeds, Random } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import { type HostTensor, hostTensor, openSession } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { type Configuration, losses, parseConfiguration } from './configuration.js'
import { trainingGraphs } from './graphs.js'
import { contextLength, skipGram } from './skip-gram.js'

const [V, D, B, C, K, window, k] = [9, 3, 3, 4, 5, 2, 3]
const sizes = { anchors: C, noise: K }
const T = contextLength(sizes, window)
const cases = losses.flatMap((loss) =>
  (loss === 'nce' ? (['fixed', 'shared', 'per-context'] as const) : (['fixed'] as const)).map((logPartition) =>
    parseConfiguration({ loss, logPartition, dim: D, window, negatives: k }),
  ),
)

type Numbers = { readonly shape: readonly number[]; readonly data: number[] }
type Values = Readonly<Record<string, Numbers>>

/** Parameters and a batch that has several positives an anchor, anchors with none, and a block that is all padding. */
function example(configuration: Configuration): { parameters: Values; batch: Values } {
  const random = Random.fromSeed(8)
  const reals = (...shape: number[]): Numbers => ({
    shape,
    data: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.fround(1.5 * random.normal())),
  })
  const ids = (...shape: number[]): Numbers => ({ shape, data: reals(...shape).data.map(() => random.below(V)) })
  const q = Array.from({ length: V }, (_, id) => Math.fround(Math.log((id + 1) / 45)))
  const positive = { shape: [B, C, T], data: new Array<number>(B * C * T).fill(0) }
  for (let b = 0; b < B - 1; b++)
    for (let i = 0; i < C; i++) {
      const reach = i === 2 ? 0 : 1 + random.below(window)
      for (let d = 1; d <= reach; d++)
        for (const side of [-d, d]) positive.data[(b * C + i) * T + i + window + side] = random.below(5) === 0 ? 0 : 1
    }
  const batch: Record<string, Numbers> = {
    'batch/anchors': ids(B, C),
    'batch/context': ids(B, T),
    'batch/positive': positive,
    'batch/noise': ids(B, K),
  }
  for (const what of ['context', 'noise'] as const)
    batch[`batch/${what}-log-probability`] = {
      shape: batch[`batch/${what}`]!.shape,
      data: batch[`batch/${what}`]!.data.map((id) => q[id]!),
    }
  const parameters: Record<string, Numbers> = {
    'parameter/anchor.weight': reals(V, D),
    'parameter/context.weight': reals(V, D),
  }
  if (configuration.logPartition === 'shared') parameters['parameter/log-partition.weight'] = reals()
  if (configuration.logPartition === 'per-context') parameters['parameter/log-partition.weight'] = reals(V, 1)
  return { parameters, batch }
}

const softplus = (x: number): number => Math.log(1 + Math.exp(x))

/** Σ over pairs by the formulas, one pair at a time. */
function naive(
  { loss, logPartition }: Configuration,
  parameters: Values,
  batch: Values,
): { loss: number; pairs: number } {
  const row = (table: string, id: number) => parameters[`parameter/${table}`]!.data.slice(id * D, (id + 1) * D)
  const at = (name: string, i: number) => batch[`batch/${name}`]!.data[i]!
  let [total, pairs] = [0, 0]
  for (let b = 0; b < B; b++)
    for (let i = 0; i < C; i++) {
      const anchor = at('anchors', b * C + i)
      const score = (word: number) =>
        row('anchor.weight', anchor).reduce((sum, x, j) => sum + x * row('context.weight', word)[j]!, 0)
      const learned = parameters['parameter/log-partition.weight']?.data
      const logZ = {
        fixed: () => Math.log(V),
        shared: () => Math.log(V) + learned![0]! / Math.sqrt(1024 * (window + 1)),
        'per-context': () => Math.log(V) + learned![anchor]!,
      }
      const noise = Array.from({ length: K }, (_, n) => ({
        s: score(at('noise', b * K + n)),
        logQ: at('noise-log-probability', b * K + n),
      }))
      for (let j = 0; j < T; j++) {
        if (at('positive', (b * C + i) * T + j) === 0) continue
        pairs++
        const s = score(at('context', b * T + j))
        const logQ = at('context-log-probability', b * T + j)
        const logit = (x: { s: number; logQ: number }) => x.s - logZ[logPartition]() - Math.log(k) - x.logQ
        const corrected = (x: { s: number; logQ: number }) => Math.exp(x.s - Math.log(k) - x.logQ)
        const share = (own: number, others: readonly number[]) =>
          -Math.log(own / (own + others.reduce((sum, x) => sum + (k / K) * x, 0)))
        total += {
          nce: () => softplus(-logit({ s, logQ })) + noise.reduce((sum, n) => sum + (k / K) * softplus(logit(n)), 0),
          'negative-sampling': () => softplus(-s) + noise.reduce((sum, n) => sum + (k / K) * softplus(n.s), 0),
          infonce: () =>
            share(
              Math.exp(s),
              noise.map((n) => Math.exp(n.s)),
            ),
          'sampled-softmax': () => share(corrected({ s, logQ }), noise.map(corrected)),
          softmax: () => -s + Math.log([...new Array(V).keys()].reduce((sum, word) => sum + Math.exp(score(word)), 0)),
        }[loss]()
      }
    }
  return { loss: total, pairs }
}

/** What an expression reads of the numbers. */
const fed = (names: readonly string[], values: Values): Feeds =>
  Object.fromEntries(names.map((name) => [name, values[name]!]))
const host = (name: string, { shape, data }: Numbers): HostTensor => {
  if (name === 'batch/positive') return hostTensor('bool', shape, Uint8Array.from(data))
  if (/^batch\/(anchors|context|noise)$/.test(name)) return hostTensor('int32', shape, Int32Array.from(data))
  return hostTensor('float32', shape, Float32Array.from(data))
}

describe.each(cases)('$loss, ln Z $logPartition', (configuration) => {
  const { parameters, batch } = example(configuration)
  const all = { ...parameters, ...batch }
  const graphs = trainingGraphs(V, configuration, sizes)
  const namesOf = (graph: { inputs: readonly { attributes: unknown }[] }) =>
    graph.inputs.map(({ attributes }) => (attributes as { name: string }).name)
  const expected = naive(configuration, parameters, batch)

  it('has the loss of its formula, and counts pairs', () => {
    const graph = graphs.loss()
    const found = evaluate(graph.outputs, fed(namesOf(graph), all))
    expect(expected.pairs).toBeGreaterThan(10)
    expect(Math.abs(found.loss!.data[0]! - expected.loss)).toBeLessThan(1e-9 * expected.loss)
    expect(found['metric/pairs']!.data[0]).toBe(expected.pairs)
    expect(found['metric/meanLoss']!.data[0]).toBeCloseTo(expected.loss / expected.pairs, 9)
    for (const { data } of Object.values(found)) expect(Number.isFinite(data[0])).toBe(true)
  })

  it('steps down the gradient of its formula', () => {
    const graph = graphs.step()
    const rate = 0.1
    const feeds = {
      ...fed(
        namesOf(graph).filter((name) => name !== 'learning-rate'),
        all,
      ),
      'learning-rate': rate,
    }
    const found = evaluate(graph.outputs, feeds)
    const rows = new Set<boolean>()
    for (const [name, { shape, data }] of Object.entries(parameters)) {
      const next = found[`next/${name}`]!
      expect(next.shape).toEqual(shape)
      const slopes = data.map((value, i) => {
        const lossAt = (moved: number) =>
          naive(configuration, { ...parameters, [name]: { shape, data: data.with(i, moved) } }, batch).loss
        return (lossAt(value + 1e-5) - lossAt(value - 1e-5)) / 2e-5
      })
      const width = shape.at(-1) ?? 1
      data.forEach((value, i) => {
        // No row of a table moves further than 0.5.
        const row = Math.floor(i / width) * width
        const length = rate * Math.hypot(...slopes.slice(row, row + width))
        const shortened = shape.length > 1 && length > 0.5 ? 0.5 / length : 1
        if (shape.length > 1) rows.add(shortened < 1)
        const slope = shortened * slopes[i]!
        expect(Math.abs((value - next.data[i]!) / rate - slope), `${name}[${i}]`).toBeLessThan(
          2e-5 * Math.max(1, Math.abs(slope)),
        )
      })
    }
    // Some rows are held back, and some are not.
    expect(rows.size).toBe(2)
  })

  it.each(['loss', 'gradient', 'step'] as const)('is the same in %s.onnx on ONNX Runtime', async (kind) => {
    const graph = graphs[kind]()
    const rate = { shape: [], data: [0.1] }
    const given: Values = { ...all, 'learning-rate': rate }
    const session = await openSession(toModel(graph), { provider: 'cpu', threads: 1 })
    expect(session.inputs.map(({ name }) => name)).toEqual(namesOf(graph))
    const found = await session.run(Object.fromEntries(namesOf(graph).map((name) => [name, host(name, given[name]!)])))
    await session.close()
    const reference = evaluate(graph.outputs, fed(namesOf(graph), given))
    expect(Object.keys(found)).toEqual(Object.keys(reference))
    for (const [name, { data }] of Object.entries(found)) {
      const largest = Math.max(1, ...reference[name]!.data.map(Math.abs))
      for (const [i, value] of Array.from(data, Number).entries())
        expect(Math.abs(value - reference[name]!.data[i]!), `${name}[${i}]`).toBeLessThan(1e-5 * largest)
    }
  })
})

describe('skipGram', () => {
  it('reads only what its objective needs', () => {
    const inputs = (loss: Configuration['loss']) =>
      trainingGraphs(V, parseConfiguration({ loss, dim: D, window }), sizes)
        .loss()
        .inputs.map(({ attributes }) => (attributes as { name: string }).name)
        .filter((name) => name.startsWith('batch/'))
        .sort()
    const words = ['batch/anchors', 'batch/context', 'batch/positive']
    expect(inputs('softmax')).toEqual(words)
    expect(inputs('negative-sampling')).toEqual([...words, 'batch/noise'].sort())
    expect(inputs('infonce')).toEqual([...words, 'batch/noise'].sort())
    const both = ['batch/context-log-probability', 'batch/noise', 'batch/noise-log-probability']
    expect(inputs('nce')).toEqual([...words, ...both].sort())
    expect(inputs('sampled-softmax')).toEqual([...words, ...both].sort())
  })

  it('leaves its tables to the host, all but those with a dense gradient', () => {
    const tables = (loss: Configuration['loss'], logPartition: Configuration['logPartition'] = 'fixed') =>
      [...trainingGraphs(V, parseConfiguration({ loss, logPartition, dim: D }), sizes).hostTables.keys()].sort()
    expect(tables('negative-sampling')).toEqual(['parameter/anchor.weight', 'parameter/context.weight'])
    expect(tables('softmax')).toEqual(['parameter/anchor.weight'])
    expect(tables('nce', 'shared')).toEqual(['parameter/anchor.weight', 'parameter/context.weight'])
    expect(tables('nce', 'per-context')).toContain('parameter/log-partition.weight')
  })

  it('names its parameters', () => {
    const { parameters } = skipGram(V, parseConfiguration({ loss: 'nce', logPartition: 'shared', dim: D }), sizes)
    expect(parameters.map(({ attributes }) => (attributes as { name: string }).name)).toEqual([
      'parameter/anchor.weight',
      'parameter/context.weight',
      'parameter/log-partition.weight',
    ])
  })
})
