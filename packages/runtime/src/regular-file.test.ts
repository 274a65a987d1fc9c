// Regular files are read; what would wait for ever or never end is refused at once, whatever names it.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fileStatus, usingFile, wholeFile } from './data/data-files.js'
import { CheckpointError, FileError, LockError, RunFolderError } from './errors.js'
import { fileWithin } from './file-within.js'
import { readRegular, readRegularText } from './regular-file.js'
import { RunFolder } from './run-folder.js'
import { RunLock } from './run-lock.js'
import { readSafetensors } from './safetensors.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-regular-'))
})
afterEach(() => rm(folder, { recursive: true }))

const at = (...names: string[]): string => join(folder, ...names)

describe('readRegular', () => {
  it('gives the bytes and the text of a file, also through a link', async () => {
    await writeFile(at('text'), '\ufeffnaïve')
    await symlink('text', at('link'))
    expect(await readRegularText(at('link'))).toBe('\ufeffnaïve')
    expect(new TextDecoder().decode(await readRegular(at('text')))).toBe('naïve')
  })

  it('reads no text beyond what one can have', async () => {
    await writeFile(at('sparse'), '')
    await truncate(at('sparse'), 2 ** 40)
    await expect(readRegularText(at('sparse'))).rejects.toThrow('it has 1099511627776 bytes, and no such file has more')
  })
})

const refused = /it is a pipe or device, expected a regular file/

describe.skipIf(process.platform === 'win32')('what is no regular file', () => {
  const makePipe = (path: string): void => void execFileSync('mkfifo', [path])

  it('is refused: a pipe that nobody writes, a device without end, a socket, a folder', async () => {
    makePipe(at('pipe'))
    await symlink('/dev/zero', at('zeros'))
    const server = createServer().listen(at('socket'))
    await once(server, 'listening')
    for (const name of ['pipe', 'zeros', 'socket']) await expect(readRegular(at(name)), name).rejects.toThrow(refused)
    server.close()
    await expect(readRegularText(folder)).rejects.toMatchObject({ code: 'EISDIR' })
  })

  it('is refused by every reader of the runtime, with the class of its error and the path', async () => {
    makePipe(at('parameters.safetensors'))
    makePipe(at('run.json'))
    makePipe(at('run.lock'))
    const run = new RunFolder(folder, {
      ...{ model: 'small', package: '@infonce/small', version: '1.0.0', files: ['parameters.safetensors'] },
      ...{ parseConfiguration: (input) => input, details: z.object({}) },
    })
    class Refusal extends FileError {
      constructor(path: string, problem: string) {
        super(`${path}: ${problem}`)
      }
    }
    const readers: [() => Promise<unknown>, new (...args: never[]) => Error, string][] = [
      [() => readSafetensors(at('parameters.safetensors')), CheckpointError, 'it is a pipe or device'],
      [() => run.describe(), RunFolderError, 'there is no readable run.json'],
      [() => RunLock.acquire(folder), LockError, 'it is a pipe or device'],
      [() => wholeFile(at('run.json')), FileError, 'it is a pipe or device'],
      [() => usingFile(at('run.json'), async () => {}, Refusal), Refusal, 'is not a regular file'],
    ]
    for (const [read, Class, message] of readers) {
      const reading = read()
      await expect(reading).rejects.toThrow(Class)
      await expect(reading).rejects.toThrow(message)
      await expect(reading).rejects.toThrow(folder)
    }
    expect((await fileStatus(at('run.lock'))).isFIFO()).toBe(true)
  })
})

describe('fileWithin', () => {
  it('gives paths inside the folder, be the files there or not', async () => {
    expect(await fileWithin(folder, 'a.data')).toEqual({ path: at('a.data') })
    await mkdir(at('sub'))
    await writeFile(at('sub', 'b.data'), '')
    expect(await fileWithin(folder, 'sub/b.data')).toEqual({ path: at('sub', 'b.data') })
  })

  it.each([
    ['../b.data', 'it leads out of'],
    ['sub/../../b.data', 'it leads out of'],
    ['/etc/passwd', 'it is absolute'],
    ['C:\\b.data', 'backslash'],
    ['\\\\host\\share', 'backslash'],
    ['C:b.data', 'it is absolute'],
    ['b\0.data', 'zero byte'],
    ['', 'it is empty'],
    ['sub/', 'not the path of a file'],
  ])('does not follow %j', async (name, problem) => {
    expect((await fileWithin(folder, name)).problem).toContain(problem)
  })

  it.skipIf(process.platform === 'win32')('follows links inside the folder, or to where they may lead', async () => {
    await mkdir(at('inside'))
    await mkdir(at('content'))
    await writeFile(at('inside', 'a.data'), '')
    await writeFile(at('content', 'b.data'), '')
    await symlink('a.data', at('inside', 'near'))
    await symlink('../content/b.data', at('inside', 'far'))
    await symlink('../content', at('inside', 'sub'))
    expect((await fileWithin(at('inside'), 'near')).problem).toBeUndefined()
    const problem = 'a link in its place leads out of the folder'
    for (const name of ['far', 'sub/b.data']) {
      expect(await fileWithin(at('inside'), name)).toEqual({ problem })
      expect((await fileWithin(at('inside'), name, [at('content')])).problem).toBeUndefined()
    }
  })
})
