// Providers in Node: what is chosen, what is said of the others, and WebAssembly.
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { add, gather, input, inputsOf, ValueError } from '@infonce/core'
import { sgd } from '@infonce/nn'
import { toModel } from '@infonce/onnx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProviderError } from './errors.js'
import { type HostTensor, hostTensor } from './host-tensor.js'
import { chooseProvider, findProviders, openDeviceSession, openSession } from './open-session.js'
import { providerNames } from './provider.js'
import { runBundled } from './testing/run-bundled.js'
import { batchOf, LIMIT, options, smallGraphs } from './testing/small-training.js'
import { Trainer } from './trainer.js'

const x = input('x', 'float32', ['N'])
const y = input('y', 'float32', ['N'])
const sum = toModel({ name: 'sum', inputs: [x, y], outputs: { z: add(x, y) }, metadata: {} })
const float = (...values: number[]): HostTensor => hostTensor('float32', [values.length], Float32Array.from(values))

let folder: string
beforeAll(async () => {
  // Where onnxruntime-node is found from.
  folder = await mkdtemp(fileURLToPath(new URL('../node_modules/.providers-', import.meta.url)))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a provider', () => {
  it('asked for by name is the one taken', async () => {
    expect(await chooseProvider('cpu')).toEqual({
      provider: 'cpu',
      findings: [{ provider: 'cpu', usable: true, reason: 'asked for' }],
    })
  })

  it('is chosen by auto as the first that can be used, and the others have their reasons', async () => {
    const { provider, findings } = await chooseProvider('auto')
    expect(['cuda', 'webgpu', 'cpu', 'wasm'].slice(0, findings.length)).toEqual(findings.map((found) => found.provider))
    expect(findings.at(-1)).toMatchObject({ provider, usable: true })
    for (const { usable, reason } of findings.slice(0, -1)) {
      expect(usable).toBe(false)
      expect(reason?.length).toBeGreaterThan(20)
      expect(reason).not.toContain('\n')
    }
  })

  it('is told of, whether or not it can be used', async () => {
    const findings = await findProviders()
    expect(findings.map(({ provider }) => provider)).toEqual(providerNames)
    for (const { provider, usable, reason } of findings) {
      if (provider === 'cpu' || provider === 'wasm') expect(usable).toBe(true)
      if (!usable) expect(reason).toMatch(/needs|not in onnxruntime-node|cannot be used here/)
    }
  })

  it.each([
    {
      what: 'is wasm by auto where onnxruntime-web alone is installed',
      web: true,
      provider: 'auto',
      expected: /^wasm /,
    },
    {
      what: 'is none where neither package is',
      web: false,
      provider: 'auto',
      expected: /^no provider .*npm install onn/,
    },
    {
      what: 'asked for by name is not replaced',
      web: true,
      provider: 'cpu',
      expected: /^provider 'cpu' needs .* npm /,
    },
  ])('$what', async ({ web, provider, expected }) => {
    // Outside of the checkout, where neither is found.
    const elsewhere = await mkdtemp(join(tmpdir(), 'infonce-providers-'))
    try {
      await mkdir(join(elsewhere, 'node_modules'))
      const from = fileURLToPath(new URL('../node_modules/onnxruntime-web', import.meta.url))
      if (web) await symlink(from, join(elsewhere, 'node_modules', 'onnxruntime-web'), 'junction')
      const { stdout } = await runBundled(
        elsewhere,
        `import { chooseProvider } from '@infonce/runtime/src/open-session.js'
         chooseProvider('${provider}', 2).then(
           ({ provider, findings }) => console.log(provider, JSON.stringify(findings)),
           (e) => console.log(e.message))`,
      )
      expect(stdout).toMatch(expected)
      if (provider !== 'auto' || !web) return
      const findings = JSON.parse(stdout.slice('wasm '.length)) as {
        provider: string
        usable: boolean
        reason: string
      }[]
      expect(findings.map((found) => [found.provider, found.usable])).toEqual([
        ['cuda', false],
        ['webgpu', false],
        ['cpu', false],
        ['wasm', true],
      ])
      expect(findings[2]!.reason).toMatch(/the package onnxruntime-node, which is not installed: /)
    } finally {
      await rm(elsewhere, { recursive: true })
    }
  })

  it('that keeps nothing on a device opens no device session', async () => {
    await expect(openDeviceSession(sum, { provider: 'cpu', onDevice: ['z'] })).rejects.toThrow(ValueError)
  })

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'without its device says what to install, and does not end the process',
    async () => {
      const { stdout } = await runBundled(
        folder,
        `process.env.VK_ICD_FILENAMES = process.env.VK_DRIVER_FILES = '/nonexistent.json'
         import('@infonce/runtime/src/open-session.js')
           .then(({ openSession }) => openSession(new Uint8Array(1), { provider: 'webgpu' }))
           .catch((e) => console.log(e.name + '|' + e.message))`,
      )
      expect(stdout).toMatch(
        new RegExp(`^${ProviderError.name}\\|provider 'webgpu' cannot be used here: .*Vulkan driver`),
      )
    },
  )
})

describe('WebAssembly in Node', () => {
  it('runs graphs, writes where it is asked to, and takes empty batches', async () => {
    const session = await openSession(sum, { provider: 'wasm', threads: 1 })
    const into = float(0, 0)
    const { z } = await session.run({ x: float(1, 2), y: float(3, 4) }, { z: into })
    expect(z).toBe(into)
    expect(into).toEqual(float(4, 6))
    expect((await session.run({ x: float(), y: float() })).z).toEqual(float())
    const several = await Promise.all([1, 2, 3].map((v) => session.run({ x: float(v), y: float(v) })))
    expect(several.map((found) => found.z)).toEqual([float(2), float(4), float(6)])
    await session.close()
  })

  it('tells of a run that fails in one line, without words around it', async () => {
    const taken = gather(input('t', 'float32', [2]), input('ids', 'int32', ['N']))
    const graph = { name: 'gather', inputs: inputsOf([taken]), outputs: { taken }, metadata: {} }
    const session = await openSession(toModel(graph), { provider: 'wasm', threads: 1 })
    const ids = hostTensor('int32', [1], Int32Array.of(9))
    await expect(session.run({ t: float(1, 2), ids })).rejects.toThrow(
      /^ONNX Runtime failed to run the graph: Non-zero status code returned while running Gather node.*$/,
    )
    await session.close()
  })
})

describe('several steps in one run', () => {
  it.each([
    ['cpu', {}],
    ['wasm', {}],
    ['cpu', { maxRowChange: LIMIT }],
    ['wasm', { maxRowChange: LIMIT }],
  ] as const)('have the numbers of as many runs on %s, sgd of %j', async (provider, limit) => {
    const graphs = smallGraphs(sgd(limit))
    const single = await Trainer.open(graphs, options)
    const several = await Trainer.open(graphs, { ...options, provider, stepsPerRun: 3 })
    const steps = Array.from({ length: 7 }, (_, i) => ({ feeds: batchOf(i), learningRate: 0.1, withLoss: i % 2 === 0 }))
    const expected = await single.run(steps)
    // A run of three, and then one of three and one step by itself.
    const found = [...(await several.run(steps.slice(0, 3))), ...(await several.run(steps.slice(3)))]
    expect(several.steps).toBe(7)
    for (const [i, metrics] of expected.entries()) {
      expect(Object.keys(found[i] ?? {})).toEqual(Object.keys(metrics ?? {}))
      for (const [name, value] of Object.entries(metrics ?? {}))
        expect(Math.abs(found[i]![name]! - value), `${name} of step ${i}`).toBeLessThan(1e-5)
    }
    const there = await single.readParameters()
    for (const [name, { data }] of Object.entries(await several.readParameters()))
      for (let i = 0; i < data.length; i++)
        expect(Math.abs(Number(data[i]) - Number(there[name]!.data[i])), name).toBeLessThan(1e-5)
    await single.close()
    await several.close()
  })

  it.each([0, 1.5])('cannot be %s', async (stepsPerRun) => {
    await expect(Trainer.open(smallGraphs(sgd()), { ...options, stepsPerRun })).rejects.toThrow(ValueError)
  })
})
