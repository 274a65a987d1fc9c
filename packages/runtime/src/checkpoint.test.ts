// Checkpoints: what is written is what is read, whatever breaks in between is found, and a crash breaks nothing.
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ValueError } from '@infonce/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CheckpointContent } from './checkpoint-store.js'
import { CheckpointError } from './errors.js'
import { hostTensor } from './host-tensor.js'
import { loadCheckpoint } from './load-checkpoint.js'
import { findCheckpoint, latestCheckpoint, readCheckpoint, verifyCheckpoint } from './read-checkpoint.js'
import { bundle, start } from './testing/run-bundled.js'
import { writeCheckpoint } from './write-checkpoint.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-checkpoint-'))
})
afterEach(() => rm(folder, { recursive: true }))

const content = (step: number): CheckpointContent => ({
  package: '@infonce/example',
  step,
  seed: 2 ** 53 - 1,
  config: { dim: 3, loss: 'infonce', options: { 10: 0.1, 2: [1e-300, null, -0.5] } },
  progress: { random: [4294967295, 0], file: 'naïve.txt', byte: step * 7 },
  parameters: {
    'parameter/table': hostTensor('float32', [2, 3], new Float32Array(6).fill(step)),
    'parameter/ids': hostTensor('int64', [1], BigInt64Array.of(BigInt(step))),
  },
  state: { 'state/moment': hostTensor('float32', [], Float32Array.of(step / 2)) },
})

describe('a checkpoint', () => {
  it('is read as it was written', async () => {
    const path = await writeCheckpoint(join(folder, 'new', 'run'), content(7))
    expect(path).toBe(join(folder, 'new', 'run', 'checkpoint-1-step-7'))
    expect((await readdir(path)).sort()).toEqual(['checkpoint.json', 'parameters.safetensors', 'state.safetensors'])
    expect(await readCheckpoint(path, { package: '@infonce/example' })).toEqual({ ...content(7), path, batches: {} })
    const { parameters: _, state: __, ...info } = content(7)
    expect(await verifyCheckpoint(path)).toEqual(info)
  })

  it('keeps tensors of the batches, in a file of their own', async () => {
    const batches = { queue: hostTensor('float32', [2], Float32Array.of(3, 4)) }
    const path = await writeCheckpoint(folder, { ...content(1), batches })
    expect(await readdir(path)).toContain('batches.safetensors')
    expect(await readCheckpoint(path)).toEqual({ ...content(1), path, batches })
    const values = { ...content(2).parameters, ...content(2).state }
    await loadCheckpoint(path, values)
    expect(values).toEqual({ ...content(1).parameters, ...content(1).state })
  })

  it('need have no state, and is read into given arrays', async () => {
    const { state: _, ...stateless } = content(1)
    const path = await writeCheckpoint(folder, stateless)
    const table = new Float32Array(6)
    const read = await readCheckpoint(path, {
      allocate: (kind, name) => (kind === 'parameters' && name === 'parameter/table' ? table : undefined),
    })
    expect(read.parameters['parameter/table']?.data).toBe(table)
    expect([...table]).toEqual([1, 1, 1, 1, 1, 1])
    expect(read.state).toEqual({})
  })

  it('takes the place of the oldest; the newest is the one written last, whatever its step', async () => {
    expect(await latestCheckpoint(folder)).toBeUndefined()
    for (const step of [10, 20, 9, 9]) await writeCheckpoint(folder, content(step))
    expect((await readdir(folder)).sort()).toEqual(['checkpoint-3-step-9', 'checkpoint-4-step-9'])
    expect((await latestCheckpoint(folder))?.path).toBe(join(folder, 'checkpoint-4-step-9'))
    for (let i = 5; i <= 12; i++) await writeCheckpoint(folder, content(i), { keep: 3 })
    expect((await readdir(folder)).sort()).toEqual([10, 11, 12].map((i) => `checkpoint-${i}-step-${i}`))
    await writeCheckpoint(folder, content(13), { keep: 1 })
    expect(await readdir(folder)).toEqual(['checkpoint-13-step-13'])
  })

  it('cannot hold what JSON cannot, and then nothing is written', async () => {
    const bad: [Partial<CheckpointContent>, string][] = [
      [{ step: 1.5 }, 'step is 1.5'],
      [{ seed: Number.NaN }, 'seed is NaN'],
      [{ config: { a: [1, Number.POSITIVE_INFINITY] } }, 'config.a[1] is Infinity'],
      [{ progress: { b: new Map() } }, 'progress.b is Map'],
      [{ progress: 1n }, 'progress is 1'],
    ]
    for (const [entries, message] of bad) {
      const writing = writeCheckpoint(folder, { ...content(1), ...entries })
      await expect(writing).rejects.toThrow(ValueError)
      await expect(writing).rejects.toThrow(message)
    }
    await expect(writeCheckpoint(folder, content(1), { keep: 0 })).rejects.toThrow(ValueError)
    expect(await readdir(folder)).toEqual([])
  })
})

describe('reading refuses', () => {
  let path: string
  beforeEach(async () => {
    path = await writeCheckpoint(folder, content(5))
  })
  const refusal = async (message: string | RegExp, options: { package?: string } = {}) => {
    let allocated = 0
    const reading = readCheckpoint(path, {
      ...options,
      allocate: () => {
        allocated++
        return undefined
      },
    })
    await expect(reading).rejects.toThrow(CheckpointError)
    await expect(reading).rejects.toThrow(message)
    await expect(reading).rejects.toThrow(path)
    expect(allocated).toBe(0)
  }

  it('any bit that is flipped', async () => {
    for (const name of await readdir(path)) {
      const file = join(path, name)
      const bytes = await readFile(file)
      for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 40)) {
        const flipped = Uint8Array.from(bytes)
        flipped[at]! ^= 1 << (at % 8)
        if (name === 'checkpoint.json' && sameJson(bytes, flipped)) continue
        await writeFile(file, flipped)
        await expect(readCheckpoint(path), `${name}, byte ${at}`).rejects.toThrow(CheckpointError)
      }
      await writeFile(file, bytes)
    }
    await readCheckpoint(path)
  })

  it('files that are cut, longer or missing', async () => {
    const state = join(path, 'state.safetensors')
    const bytes = await readFile(state)
    await writeFile(state, bytes.subarray(0, bytes.length - 1))
    await refusal(
      /is corrupt: state.safetensors has \d+ bytes where \d+ were written; delete it and resume from another/,
    )
    await writeFile(state, bytes)
    await appendFile(state, ' ')
    await refusal('state.safetensors has')
    await rm(state)
    await refusal('is corrupt: state.safetensors is missing')
    await writeFile(state, Uint8Array.from(bytes).fill(0))
    await refusal('state.safetensors does not have the SHA-256')
  })

  it('what is no checkpoint, of another package or of another version', async () => {
    await refusal('was written by @infonce/example, not by @infonce/other', { package: '@infonce/other' })
    const manifest = join(path, 'checkpoint.json')
    const text = await readFile(manifest, 'utf8')
    await writeFile(manifest, text.replace('"version": 1', '"version": 2'))
    await refusal('has format version 2, and this version of infonce reads 1: use the version that wrote it')
    await writeFile(manifest, text.replace('"step": 5', '"step": 6'))
    await refusal('is corrupt: its checkpoint.json does not have the SHA-256 that it names')
    await writeFile(manifest, text.slice(0, -20))
    await refusal('is corrupt: its checkpoint.json is not JSON')
    for (const other of ['{"model":"x"}', '[]', 'null', '3']) {
      await writeFile(manifest, other)
      await refusal('is not a checkpoint of infonce')
    }
    await rm(manifest)
    await refusal('is not a checkpoint: it has no checkpoint.json')
    await rm(path, { recursive: true })
    await refusal('there is no checkpoint')
    await writeFile(path, 'a file')
    await refusal('cannot read checkpoint')
  })
})

describe('findCheckpoint', () => {
  it('finds the newest whole one, and falls back only if asked', async () => {
    await expect(findCheckpoint(join(folder, 'missing'))).rejects.toThrow(/there is no checkpoint in .*missing/)
    await expect(findCheckpoint(folder)).rejects.toThrow(CheckpointError)
    const older = await writeCheckpoint(folder, content(1))
    const newer = await writeCheckpoint(folder, content(2))
    expect(await findCheckpoint(folder)).toMatchObject({ path: newer, info: { step: 2 }, skipped: [] })
    await rm(join(newer, 'state.safetensors'))
    await expect(findCheckpoint(folder)).rejects.toThrow(
      /checkpoint-2-step-2 is corrupt: .*; the newest intact one is checkpoint-1-step-1 of step 1/,
    )
    const found = await findCheckpoint(folder, { fallBack: true })
    expect(found).toMatchObject({ path: older, info: { step: 1 } })
    expect(found.skipped.map(({ message }) => message)).toEqual([expect.stringContaining(newer)])
    await rm(join(older, 'checkpoint.json'))
    for (const fallBack of [false, true])
      await expect(findCheckpoint(folder, { fallBack })).rejects.toThrow(
        /step-2 is corrupt: .*; no older one is intact/,
      )
  })

  it('passes over folders of other names', async () => {
    await mkdir(join(folder, 'checkpoint-x'))
    await mkdir(join(folder, '.checkpoint-9-step-9.1-00000000.tmp'))
    await expect(findCheckpoint(folder)).rejects.toThrow('there is no checkpoint in')
  })
})

describe('a crash', () => {
  it('at any instant leaves the old or the new checkpoint whole', async () => {
    const run = join(folder, 'run')
    const script = await bundle(
      folder,
      `import { writeSync } from 'node:fs'
       import { latestCheckpoint } from '@infonce/runtime/src/read-checkpoint.js'
       import { writeCheckpoint } from '@infonce/runtime/src/write-checkpoint.js'
       const run = ${JSON.stringify(run)}
       for (let step = ((await latestCheckpoint(run))?.step ?? 0) + 1; ; step++) {
         const data = new Float32Array(60_000).fill(step)
         const tensor = { dtype: 'float32', dims: [data.length], data }
         const info = { package: 'p', step, seed: 1, config: {}, progress: { step } }
         await writeCheckpoint(run, { ...info, parameters: { tensor }, state: { tensor } })
         writeSync(1, step + '\\n')
       }`,
    )
    let written = 0
    for (let kill = 0; kill < 15; kill++) {
      const { child, finished } = start(process.execPath, [script])
      await new Promise((resolve) => child.stdout?.once('data', resolve))
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
      child.kill('SIGKILL')
      const { stdout, stderr, signal } = await finished
      expect({ stderr, signal }).toEqual({ stderr: '', signal: 'SIGKILL' })
      const reported = Number(stdout.trim().split('\n').at(-1))
      const latest = await latestCheckpoint(run)
      // What was reported as written is there; at most the one that was being written came on top of it.
      expect([reported, reported + 1]).toContain(latest?.step)
      expect(reported).toBeGreaterThan(written)
      written = latest!.step
      const { step, progress, parameters, state } = await readCheckpoint(latest!.path)
      expect({ step, progress }).toEqual({ step: written, progress: { step: written } })
      for (const tensor of [parameters.tensor, state.tensor])
        expect(tensor?.data.every((value) => value === written)).toBe(true)
    }
    await writeCheckpoint(run, content(written + 1))
    expect(await readdir(run)).toHaveLength(2)
  })

  it('leaves temporary folders that the next writer removes', async () => {
    const path = await writeCheckpoint(folder, content(1))
    const whole = join(folder, `.checkpoint-2-step-2.${process.pid}-0123abcd.tmp`)
    await cp(path, whole, { recursive: true })
    expect((await latestCheckpoint(folder))?.path).toBe(path)
    await writeCheckpoint(folder, content(2))
    expect((await readdir(folder)).sort()).toEqual(['checkpoint-1-step-1', 'checkpoint-2-step-2'])
  })
})

describe('a system that refuses', () => {
  it.skipIf(process.platform === 'win32')('leaves the older checkpoint and nothing of the new one', async () => {
    const run = join(folder, 'run')
    const path = await writeCheckpoint(run, content(1))
    const script = await bundle(
      folder,
      `import { writeCheckpoint } from '@infonce/runtime/src/write-checkpoint.js'
       const tensor = { dtype: 'float32', dims: [1_000_000], data: new Float32Array(1_000_000) }
       const info = { package: 'p', step: 2, seed: 1, config: {}, progress: {} }
       writeCheckpoint(${JSON.stringify(run)}, { ...info, parameters: { tensor } })
         .catch((e) => console.log(e.name + ': ' + e.message))`,
    )
    // A limit on the size of files stands for a full disk.
    const limited = `trap '' XFSZ; ulimit -f 1000; exec "$0" "$1"`
    const { stdout } = await start('sh', ['-c', limited, process.execPath, script]).finished
    expect(stdout).toMatch(
      /^CheckpointError: cannot write a checkpoint of step 2 into .*run: the file would be larger .*; older ones are untouched/,
    )
    expect(await readdir(run)).toEqual(['checkpoint-1-step-1'])
    expect((await readCheckpoint(path)).step).toBe(1)
  })

  it('is told in words when the run folder is a file', async () => {
    const run = join(folder, 'run')
    await writeFile(run, '')
    const writing = writeCheckpoint(run, content(1))
    await expect(writing).rejects.toThrow(CheckpointError)
    await expect(writing).rejects.toThrow(/into .*run: something of that name exists already \(EEXIST\)/)
    await rename(run, join(folder, 'moved'))
    await writeCheckpoint(run, content(1))
  })
})

/** Whether two JSON texts differ in whitespace alone. */
function sameJson(a: Uint8Array, b: Uint8Array): boolean {
  const parse = (bytes: Uint8Array) => JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)))
  try {
    return parse(a) === parse(b)
  } catch {
    return false
  }
}
