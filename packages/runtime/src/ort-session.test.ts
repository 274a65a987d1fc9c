// Sessions on real onnxruntime-node: results, tensors written in place, and every error that a caller can cause.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ValueError } from '@infonce/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProviderError, SessionError } from './errors.js'
import { type HostTensor, hostTensor } from './host-tensor.js'
import { openSession } from './open-session.js'
import type { Session } from './session.js'
import { runBundled } from './testing/run-bundled.js'
import { node, testModel } from './testing/test-model.js'

const cpu = { provider: 'cpu', threads: 1 } as const
const float = (dims: number[], ...values: number[]): HostTensor =>
  hostTensor('float32', dims, Float32Array.from(values))

const sumAndProduct = testModel({
  inputs: { 'batch/a': ['float32', 'N', 2], 'batch/b': ['float32', 'N', 2] },
  outputs: { sum: ['float32', 'N', 2], product: ['float32', 'N', 2] },
  nodes: [node('Add', ['batch/a', 'batch/b'], ['sum']), node('Mul', ['batch/a', 'batch/b'], ['product'])],
})
const feeds = { 'batch/a': float([2, 2], 1, 2, 3, 4), 'batch/b': float([2, 2], 10, 20, 30, 40) }

let folder: string
let session: Session
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-session-'))
  session = await openSession(sumAndProduct, cpu)
})
afterAll(async () => {
  await session.close()
  await rm(folder, { recursive: true })
})

describe('a session', () => {
  it('tells what the graph takes and gives', () => {
    expect(session.choice.provider).toBe('cpu')
    expect(session.inputs).toEqual([
      { name: 'batch/a', dtype: 'float32', dims: ['N', 2] },
      { name: 'batch/b', dtype: 'float32', dims: ['N', 2] },
    ])
    expect(session.outputs.map(({ name }) => name)).toEqual(['sum', 'product'])
  })

  it('returns all outputs, or those asked for', async () => {
    const all = await session.run(feeds)
    expect(all).toEqual({ sum: float([2, 2], 11, 22, 33, 44), product: float([2, 2], 10, 40, 90, 160) })
    expect(await session.run(feeds, ['product'])).toEqual({ product: float([2, 2], 10, 40, 90, 160) })
  })

  it('writes an output into the tensor given for it and returns that tensor', async () => {
    const into = float([2, 2], 0, 0, 0, 0)
    const result = await session.run(feeds, { product: into, sum: null })
    expect(result.product).toBe(into)
    expect(into).toEqual(float([2, 2], 10, 40, 90, 160))
    expect(result.sum).toEqual(float([2, 2], 11, 22, 33, 44))
  })

  it('opens a file and carries every dtype, scalars and empty tensors', async () => {
    const inputs = {
      f: ['float32'],
      i: ['int32', ''],
      l: ['int64', 'N'],
      b: ['bool', 'M', 1],
    } as const
    const path = join(folder, 'identities.onnx')
    await writeFile(
      path,
      testModel({
        inputs,
        outputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`${name}'`, value])),
        nodes: Object.keys(inputs).map((name) => node('Identity', [name], [`${name}'`])),
      }),
    )
    const opened = await openSession(path, { provider: 'cpu', optimization: 'none' })
    expect(opened.inputs.map(({ dims }) => dims)).toEqual([[], [null], ['N'], ['M', 1]])
    const fed = {
      f: hostTensor('float32', [], Float32Array.of(1.5)),
      i: hostTensor('int32', [3], Int32Array.of(1, -2, 3)),
      l: hostTensor('int64', [1], BigInt64Array.of(-(2n ** 62n))),
      b: hostTensor('bool', [0, 1], new Uint8Array(0)),
    }
    expect(await opened.run(fed)).toEqual({ "f'": fed.f, "i'": fed.i, "l'": fed.l, "b'": fed.b })
    await opened.close()
  })

  it('leaves the arithmetic of this thread alone', async () => {
    // ONNX Runtime can be told to flush denormals, and then flushes those of JavaScript as well.
    const result = await session.run({ 'batch/a': float([1, 2], 1e-40, 0), 'batch/b': float([1, 2], 1e-40, 0) })
    expect(result.sum?.data[0]).toBeGreaterThan(0)
    const halves = Float64Array.of(2.3e-308)
    for (let i = 0; i < 3; i++) halves[0]! /= 2
    expect(halves[0]).toBeGreaterThan(0)
  })
})

describe('a session refuses', () => {
  const refusals: [string, Record<string, HostTensor>, string][] = [
    ['a missing input', { 'batch/a': feeds['batch/a'] }, "input 'batch/b' is missing: feed float32 [N, 2]"],
    ['an unknown input', { ...feeds, 'batch/c': float([]) }, "the graph has no input 'batch/c': its inputs are"],
    [
      'another dtype',
      { ...feeds, 'batch/b': hostTensor('int32', [2, 2], new Int32Array(4)) },
      "input 'batch/b' has the wrong dtype: expected float32 [N, 2], found int32 [2, 2]",
    ],
    [
      'an array that is not of the dtype',
      { ...feeds, 'batch/b': { dtype: 'float32', dims: [2, 2], data: new Float64Array(4) } as unknown as HostTensor },
      "input 'batch/b' is declared float32 but its data is a Float64Array",
    ],
    ['another rank', { ...feeds, 'batch/b': float([4], 1, 2, 3, 4) }, "input 'batch/b' has the wrong rank"],
    [
      'another size',
      { ...feeds, 'batch/b': float([2, 1], 1, 2) },
      "input 'batch/b' has the wrong size on axis 1: expected float32 [N, 2], found float32 [2, 1]",
    ],
    ['a size that is none', { ...feeds, 'batch/b': float([-1, 2]) }, 'has the size -1 on axis 0'],
    [
      'named dimensions that disagree',
      { ...feeds, 'batch/b': float([1, 2], 1, 2) },
      "dimension 'N' is 2 on input 'batch/a' but 1 on axis 0 of input 'batch/b'",
    ],
    ['missing elements', { ...feeds, 'batch/b': float([2, 2], 1) }, 'has 1 elements where its shape [2, 2] has 4'],
  ]
  it.each(refusals)('%s', async (_, fed, message) => {
    const running = session.run(fed)
    await expect(running).rejects.toThrow(SessionError)
    await expect(running).rejects.toThrow(message)
  })

  it('fetches that do not fit', async () => {
    await expect(session.run(feeds, ['mean'])).rejects.toThrow("the graph has no output 'mean'")
    await expect(session.run(feeds, [])).rejects.toThrow('no output was requested')
    await expect(session.run(feeds, { sum: float([3, 2], 0, 0, 0, 0, 0, 0) })).rejects.toThrow(
      "dimension 'N' is 2 on input 'batch/a' but 3 on axis 0 of the tensor to write output 'sum' into",
    )
  })

  it('to run once closed, but ends what it was running', async () => {
    const closing = await openSession(sumAndProduct, cpu)
    const running = closing.run(feeds, ['sum'])
    await closing.close()
    await closing.close()
    expect(await running).toEqual({ sum: float([2, 2], 11, 22, 33, 44) })
    await expect(closing.run(feeds)).rejects.toThrow('the session is closed')
  })

  it('what ONNX Runtime refuses, with its error as the cause', async () => {
    const reshaping = await openSession(
      testModel({
        inputs: { x: ['float32', 'N'], shape: ['int64', 2] },
        outputs: { y: ['float32', 'A', 'B'] },
        nodes: [node('Reshape', ['x', 'shape'], ['y'])],
      }),
      cpu,
    )
    const shape = hostTensor('int64', [2], BigInt64Array.of(2n, 2n))
    const error: unknown = await reshaping.run({ x: float([3], 1, 2, 3), shape }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SessionError)
    expect((error as Error).message).toMatch(/^ONNX Runtime failed to run the graph: .*Reshape/)
    expect((error as Error).message).not.toContain('\n')
    expect((error as Error).cause).toBeInstanceOf(Error)
    expect((await reshaping.run({ x: float([4], 1, 2, 3, 4), shape })).y?.dims).toEqual([2, 2])
    await reshaping.close()
  })
})

describe('openSession refuses', () => {
  it('a file that is missing, bytes that are no model, and dtypes that sessions do not carry', async () => {
    const missing = openSession(join(folder, 'missing.onnx'), cpu)
    await expect(missing).rejects.toThrow(SessionError)
    await expect(missing).rejects.toThrow('missing.onnx')
    await expect(openSession(Uint8Array.of(1, 2, 3), cpu)).rejects.toThrow('cannot open the model (3 bytes)')
    await expect(openSession(new Uint8Array(0), cpu)).rejects.toThrow(SessionError)
    const half = testModel({
      inputs: { h: ['float16', 'N', 3] },
      outputs: { k: ['float16', 'N', 3] },
      nodes: [node('Neg', ['h'], ['k'])],
    })
    await expect(openSession(half, cpu)).rejects.toThrow(/input 'h' .* is float16 \[N, 3\]: supported dtypes are/)
  })

  it('impossible options', async () => {
    for (const threads of [0, -1, 1.5, Number.NaN, 5000])
      await expect(openSession(sumAndProduct, { provider: 'cpu', threads })).rejects.toThrow(ValueError)
    const provider = 'abacus' as unknown as 'cpu'
    await expect(openSession(sumAndProduct, { provider })).rejects.toThrow(
      "provider is 'abacus': expected 'auto', 'cpu'",
    )
    const optimization = 'most' as unknown as 'all'
    await expect(openSession(sumAndProduct, { provider: 'cpu', optimization })).rejects.toThrow("is 'most': expected")
  })

  it('to run without onnxruntime-node, saying what to install', async () => {
    const { stdout } = await runBundled(
      folder,
      `import { openSession } from '@infonce/runtime/src/open-session.js'
       openSession(new Uint8Array(1), { provider: 'cpu' }).catch((e) => console.log(e.name + '|' + e.message))`,
    )
    expect(stdout).toMatch(
      new RegExp(`^${ProviderError.name}\\|.*not installed: (\\w+=skip )?npm install onnxruntime-node`),
    )
  })
})
