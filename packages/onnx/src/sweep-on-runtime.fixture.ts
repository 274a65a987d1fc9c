// Holds ONNX Runtime, whichever build and provider, to the reference on a case of the operation sweep.
import { evaluate, type Feeds, type Graph, input, inputsOf, type Tensor, type Value } from '@infonce/core'
import type * as Ort from 'onnxruntime-node'
import { expect } from 'vitest'
import type { SweepCase } from '../../core/src/operation-sweep.fixture.js'
import { describeModel } from './describe-model.js'
import { withGradients } from './sweep-gradients.fixture.js'
import { toModel } from './to-model.js'

/** A build of ONNX Runtime: onnxruntime-node or onnxruntime-web. */
export type Runtime = Pick<typeof Ort, 'InferenceSession' | 'Tensor'>

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

/** How a case is run. */
export interface SweepOptions {
  /** Sizes of named dimensions that the file is written for; none by default. */
  readonly sizes?: Readonly<Record<string, number>>
  /** Whether a node that the provider leaves to the CPU is an error. */
  readonly strict?: boolean
}

/** Whether an input of the case has no entries. */
export function hasEmptyInput({ inputs }: SweepCase): boolean {
  return inputs.some(({ shape }) => shape.includes(0))
}

/** Whether the case's graph computes sizes while it runs, where they are not given before. */
export function computesSizes(sweepCase: SweepCase): boolean {
  return Object.hasOwn(describeModel(toModel(graphOf(withGradients(sweepCase).outputs))).operators, 'Shape')
}

const graphOf = (outputs: Readonly<Record<string, Tensor>>): Graph => ({
  name: 'test',
  inputs: inputsOf(Object.values(outputs)),
  outputs,
  metadata: {},
})

/** Runs a case's value and gradients as one graph on a provider and expects the reference's numbers. */
export async function expectReference(
  sweepCase: SweepCase,
  ort: Runtime,
  provider: string,
  options: SweepOptions = {},
): Promise<void> {
  const { outputs, feeds } = withGradients(sweepCase)
  const expected = evaluate(outputs, feeds)
  const found = await runOutputs(outputs, feeds, ort, provider, options)
  for (const name of Object.keys(outputs)) expectClose(found[name] as Ort.Tensor, expected[name]!, name)
}

/**
 * As {@link expectReference}, for several cases as one graph, since opening a session takes longer than most cases do. Where
 * that fails, each is run by itself, to tell which.
 */
export async function expectReferences(
  cases: readonly SweepCase[],
  ort: Runtime,
  provider: string,
  options: SweepOptions = {},
): Promise<void> {
  const outputs: Record<string, Tensor> = {}
  const feeds: Record<string, Feeds[string]> = {}
  for (const [i, sweepCase] of cases.entries()) {
    const part = withGradients(sweepCase, `case${i}`)
    for (const [name, output] of Object.entries(part.outputs)) outputs[`case${i}/${name}`] = output
    Object.assign(feeds, part.feeds)
  }
  try {
    const expected = evaluate(outputs, feeds)
    const found = await runOutputs(outputs, feeds, ort, provider, options)
    for (const name of Object.keys(outputs)) expectClose(found[name] as Ort.Tensor, expected[name]!, name)
  } catch (error) {
    for (const sweepCase of cases)
      try {
        await expectReference(sweepCase, ort, provider, options)
      } catch (cause) {
        throw new Error(`${sweepCase.title}: ${(cause as Error).message}`, { cause })
      }
    throw error
  }
}

/** Groups of cases for {@link expectReferences}, with titles. */
export function groupsOf(cases: readonly SweepCase[], size = 12): { title: string; group: SweepCase[] }[] {
  return Array.from({ length: Math.ceil(cases.length / size) }, (_, i) => {
    const group = cases.slice(i * size, (i + 1) * size)
    return {
      title: `${[...new Set(group.flatMap(({ operations }) => operations))].join(', ')} (${group.length} cases, ${i + 1})`,
      group,
    }
  })
}

/** Runs outputs as one graph on a provider. */
export async function runOutputs(
  outputs: Readonly<Record<string, Tensor>>,
  feeds: Feeds,
  ort: Runtime,
  provider: string,
  { sizes, strict }: SweepOptions = {},
): Promise<Ort.InferenceSession.OnnxValueMapType> {
  const model = toModel(graphOf(outputs), sizes ? { sizes } : {})
  return run(ort, await createSession(ort, model, provider, strict), model, feeds)
}

/** Opens outputs as one graph on a provider, to be run again and again; the session stays open. */
export async function openOutputs(
  outputs: Readonly<Record<string, Tensor>>,
  ort: Runtime,
  provider: string,
  { sizes, strict }: SweepOptions = {},
): Promise<(feeds: Feeds) => Promise<Record<string, Float32Array>>> {
  const model = toModel(graphOf(outputs), sizes ? { sizes } : {})
  const session = await createSession(ort, model, provider, strict)
  return async (feeds) => {
    const found = await session.run(fedTo(ort, model, feeds))
    return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, data as Float32Array]))
  }
}

async function createSession(
  ort: Runtime,
  model: Uint8Array,
  provider: string,
  strict = false,
): Promise<Ort.InferenceSession> {
  return ort.InferenceSession.create(model, {
    executionProviders: [provider],
    // At a warning's level the runtime says of every shape computation that it stays on the CPU.
    logSeverityLevel: 3,
    ...(strict && { extra: { session: { disable_cpu_ep_fallback: '1' } } }),
  })
}

async function run(
  ort: Runtime,
  session: Ort.InferenceSession,
  model: Uint8Array,
  feeds: Feeds,
): Promise<Ort.InferenceSession.OnnxValueMapType> {
  try {
    return await session.run(fedTo(ort, model, feeds))
  } finally {
    await session.release()
  }
}

/** What a model asks for of these feeds. */
function fedTo(ort: Runtime, model: Uint8Array, feeds: Feeds): Record<string, Ort.Tensor> {
  return Object.fromEntries(
    describeModel(model).inputs.map(({ name, dtype }) => {
      const { data, shape } = feeds[name] as { data: number[]; shape: number[] }
      const typed = arrays[dtype as keyof typeof arrays].from(data)
      return [name, new ort.Tensor(dtype as 'float32', typed as Float32Array, shape)]
    }),
  )
}

/**
 * Opens a session that nobody closes: a WebGPU device goes with its last session, and making one takes longer than most
 * cases do.
 */
export async function keepDevice(ort: Runtime): Promise<void> {
  const kept = input('kept', 'float32', [1])
  await createSession(ort, toModel({ name: 'device', inputs: [kept], outputs: { same: kept }, metadata: {} }), 'webgpu')
}

function expectClose(found: Ort.Tensor, expected: Value, name: string): void {
  expect([...found.dims], `shape of ${name}`).toEqual(expected.shape)
  const data = Array.from(found.data as Float32Array, Number)
  data.forEach((value, i) => {
    const wanted = expected.data[i]!
    expect(Math.abs(value - wanted), `${name}, entry ${i}: ${value}, expected ${wanted}`).toBeLessThan(
      1e-5 * Math.max(1, Math.abs(wanted)),
    )
  })
}
