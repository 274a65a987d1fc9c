// Checkpoints from elsewhere: what a manifest names is not followed out of the checkpoint, whoever wrote and hashed it.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CheckpointError } from './errors.js'
import { hostTensor } from './host-tensor.js'
import { readCheckpoint } from './read-checkpoint.js'
import { writeCheckpoint } from './write-checkpoint.js'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-checkpoint-names-'))
  path = await writeCheckpoint(folder, {
    ...{ package: '@infonce/example', step: 5, seed: 1, config: {}, progress: null },
    parameters: { 'parameter/w': hostTensor('float32', [2], Float32Array.of(1, 2)) },
  })
})
afterEach(() => rm(folder, { recursive: true }))

/** Changes the manifest, and hashes it as its writer would have. */
async function forge(change: (manifest: Record<string, unknown>) => object): Promise<void> {
  const file = join(path, 'checkpoint.json')
  const { sha256: _, ...body } = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  const forged = change(body)
  const sha256 = createHash('sha256').update(JSON.stringify(forged)).digest('hex')
  await writeFile(file, JSON.stringify({ ...forged, sha256 }))
}

async function refusal(message: string): Promise<void> {
  const reading = readCheckpoint(path)
  await expect(reading).rejects.toThrow(CheckpointError)
  await expect(reading).rejects.toThrow(`checkpoint ${path}`)
  await expect(reading).rejects.toThrow(message)
}

const digest = { bytes: 0, sha256: '0'.repeat(64) }

describe('a checkpoint is refused', () => {
  it.each(['../../../../../../../../dev/zero', '/dev/zero', '../checkpoint.json', 'notes.txt', '__proto__'])(
    'that names the file %s',
    async (name) => {
      await forge((body) => {
        const files = Object.fromEntries([...Object.entries(body.files as object), ['x', digest]])
        return JSON.parse(JSON.stringify({ ...body, files }).replace('"x":', `${JSON.stringify(name)}:`))
      })
      await refusal(`its checkpoint.json names the file ${JSON.stringify(name)}, which no checkpoint has`)
    },
  )

  it.each<[string, object, string]>([
    ['without its parameters', { files: {} }, 'files.parameters.safetensors: '],
    ['whose files are none', { files: null }, 'files: '],
    ['of a size that is none', { files: { 'parameters.safetensors': { ...digest, bytes: -1 } } }, '.bytes: '],
    ['of a digest that is none', { files: { 'parameters.safetensors': { ...digest, sha256: 'x' } } }, '.sha256: '],
    ['of a step that is none', { step: '5' }, 'step: '],
  ])('%s', async (_, change, message) => {
    await forge((body) => ({ ...body, ...change }))
    await refusal(message)
  })
})

describe.skipIf(process.platform === 'win32')('a file of a checkpoint is refused', () => {
  const parameters = (): string => join(path, 'parameters.safetensors')

  it('that is a link out of it, whatever that leads to', async () => {
    const elsewhere = join(folder, 'elsewhere')
    await rename(parameters(), elsewhere)
    await symlink(elsewhere, parameters())
    await refusal('parameters.safetensors is not read: a link in its place leads out of the folder')
    await rm(parameters())
    await symlink('/dev/zero', parameters())
    await refusal('a link in its place leads out of the folder')
  })

  it('that is a pipe, as its manifest may be', async () => {
    await rm(parameters())
    execFileSync('mkfifo', [parameters()])
    await expect(readCheckpoint(path)).rejects.toThrow(/parameters\.safetensors: it is a pipe or device/)
    const manifest = join(path, 'checkpoint.json')
    await rm(manifest)
    execFileSync('mkfifo', [manifest])
    await refusal('it is a pipe or device, expected a regular file')
  })
})
