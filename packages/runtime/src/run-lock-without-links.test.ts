// The lock of a run folder on a file system without hard links, which a test cannot mount everywhere.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { RunLock } from './run-lock.js'

vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  link: async () => {
    throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM', syscall: 'link' })
  },
}))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-lock-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('is held by one, and by the next once released', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => RunLock.acquire(folder)))
  const [lock, ...others] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  expect(others).toEqual([])
  expect(JSON.parse(await readFile(join(folder, 'run.lock'), 'utf8'))).toMatchObject({ pid: process.pid })
  expect(await readdir(folder)).toEqual(['run.lock'])
  await lock!.release()
  await (await RunLock.acquire(folder)).release()
  expect(await readdir(folder)).toEqual([])
})

it('waits for one that is being written, and says what to delete where it stays empty', async () => {
  await writeFile(join(folder, 'run.lock'), '')
  await expect(RunLock.acquire(folder)).rejects.toThrow('run.lock names no process: delete it if nothing is writing')
  const acquiring = RunLock.acquire(folder)
  await rm(join(folder, 'run.lock'))
  await (await acquiring).release()
})
