// Folders are made, those around them too, and what cannot be made is an error at once.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CheckpointError, LockError } from './errors.js'
import { makeFolder } from './make-folder.js'
import { RunLock } from './run-lock.js'
import { writeCheckpoint } from './write-checkpoint.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-folder-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('makeFolder', () => {
  it('makes what is missing, and says what that was', async () => {
    await mkdir(join(folder, 'a'))
    const made = ['b', 'b/c', 'b/c/d'].map((path) => join(folder, 'a', path))
    expect(await makeFolder(made.at(-1)!)).toEqual(made)
    expect(await readdir(folder, { recursive: true })).toHaveLength(4)
    expect(await makeFolder(made.at(-1)!)).toEqual([])
    expect(await makeFolder('/')).toEqual([])
  })

  it('makes one folder for many that ask at once', async () => {
    const paths = Array.from({ length: 8 }, (_, i) => join(folder, 'x', 'y', `${i % 2}`))
    const made = (await Promise.all(paths.map(makeFolder))).flat()
    expect(made.sort()).toEqual(['x', 'x/y', 'x/y/0', 'x/y/1'].map((path) => join(folder, path)))
  })

  it('refuses a file in the way', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(makeFolder(join(folder, 'file'))).rejects.toThrow('EEXIST')
    await expect(makeFolder(join(folder, 'file', 'x', 'y'))).rejects.toThrow('ENOTDIR')
  })
})

describe.runIf(process.platform === 'linux')('where the system allows no folders', () => {
  const forbidden = '/proc/infonce/run'

  it('a checkpoint is refused', async () => {
    const writing = writeCheckpoint(forbidden, {
      package: 'p',
      step: 1,
      seed: 1,
      config: {},
      progress: {},
      parameters: {},
    })
    await expect(writing).rejects.toThrow(CheckpointError)
    await expect(writing).rejects.toThrow(
      'into /proc/infonce/run: the file system does not allow that (ENOTSUP): give another path; older ones',
    )
  })

  it('a lock is refused', async () => {
    const acquiring = RunLock.acquire(forbidden)
    await expect(acquiring).rejects.toThrow(LockError)
    await expect(acquiring).rejects.toThrow('cannot lock the run folder /proc/infonce/run: the file system does not')
  })
})
