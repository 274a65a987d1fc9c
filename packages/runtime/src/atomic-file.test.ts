// Atomic writes: new content whole, old content kept on failure, no temporary file left.
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { flushFolder, writeBytes, writeFileAtomic } from './atomic-file.js'
import { FileError } from './errors.js'
import { bundle, runBundled, start } from './testing/run-bundled.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-atomic-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('writeFileAtomic', () => {
  it('writes text, bytes and what a function writes, over old content', async () => {
    const path = join(folder, 'file')
    await writeFileAtomic(path, 'naïve')
    expect(await readFile(path, 'utf8')).toBe('naïve')
    await writeFileAtomic(path, Uint8Array.of(0, 255))
    expect([...(await readFile(path))]).toEqual([0, 255])
    const big = new Uint8Array(9 * 2 ** 20 + 3).map((_, i) => i % 251)
    let seen = 0
    await writeFileAtomic(path, async (file) => {
      await writeBytes(file, Uint8Array.of(7))
      await writeBytes(file, big, (chunk) => {
        seen += chunk.length
      })
    })
    const read = await readFile(path)
    expect(read[0]).toBe(7)
    expect(Buffer.compare(read.subarray(1), big)).toBe(0)
    expect(seen).toBe(big.length)
    expect(await readdir(folder)).toEqual(['file'])
  })

  it('keeps the old content when the function throws, and throws what it threw', async () => {
    const path = join(folder, 'file')
    await writeFile(path, 'old')
    const writing = writeFileAtomic(path, async (file) => {
      await file.write('half')
      throw new RangeError('stop')
    })
    await expect(writing).rejects.toThrow(RangeError)
    expect(await readFile(path, 'utf8')).toBe('old')
    expect(await readdir(folder)).toEqual(['file'])
  })

  it('refuses a folder, a missing folder and a path through a file', async () => {
    await mkdir(join(folder, 'sub'))
    await writeFile(join(folder, 'file'), 'old')
    await expect(writeFileAtomic(join(folder, 'sub'), '')).rejects.toThrow(/sub: it is a folder/)
    await expect(writeFileAtomic(join(folder, 'missing', 'file'), '')).rejects.toThrow(/no such file or folder/)
    const through = writeFileAtomic(join(folder, 'file', 'x'), '')
    await expect(through).rejects.toThrow(FileError)
    await expect(through).rejects.toThrow(/expected a folder \(ENOTDIR\)/)
    expect((await readdir(folder)).sort()).toEqual(['file', 'sub'])
  })

  it.skipIf(process.platform === 'win32')('keeps the old content when there is no room', async () => {
    const path = join(folder, 'file')
    await writeFile(path, 'old')
    const script = await bundle(
      folder,
      `import { writeFileAtomic } from '@infonce/runtime/src/atomic-file.js'
       writeFileAtomic(${JSON.stringify(path)}, new Uint8Array(1e7)).catch((e) => console.log(e.name + ': ' + e.message))`,
    )
    // A limit on the size of files stands for a full disk.
    const limited = `trap '' XFSZ; ulimit -f 1000; exec "$0" "$1"`
    const { stdout } = await start('sh', ['-c', limited, process.execPath, script]).finished
    expect(stdout).toMatch(
      /^FileError: cannot write .*file: the file would be larger than allowed \(EFBIG\): .*; what it held/,
    )
    expect(await readFile(path, 'utf8')).toBe('old')
    expect((await readdir(folder)).sort()).toEqual(['child.mjs', 'file'])
  })

  it('removes what a dead writer of the same path left, and nothing else', async () => {
    const { stdout } = await runBundled(folder, 'console.log(process.pid)')
    const dead = stdout.trim()
    const kept = [`.other.${dead}-00000000.tmp`, `.file.${process.ppid}-00000000.tmp`, '.file.tmp']
    for (const name of [`.file.${dead}-00000000.tmp`, `.file.${process.pid}-00000000.tmp`, ...kept])
      await writeFile(join(folder, name), '')
    await writeFileAtomic(join(folder, 'file'), 'new')
    expect((await readdir(folder)).sort()).toEqual([...kept, 'child.mjs', 'file'].sort())
  })

  it('survives SIGKILL at any instant with the old or the new content', async () => {
    const path = join(folder, 'file')
    const script = await bundle(
      folder,
      `import { writeFileAtomic } from '@infonce/runtime/src/atomic-file.js'
       for (let i = 1; ; i++) {
         await writeFileAtomic(${JSON.stringify(path)}, new Uint8Array(200_000).fill(i % 256))
         if (i === 1) console.log('ready')
       }`,
    )
    for (let kill = 0; kill < 5; kill++) {
      const { child, finished } = start(process.execPath, [script])
      await new Promise((resolve) => child.stdout?.once('data', resolve))
      await new Promise((resolve) => setTimeout(resolve, 3 + 7 * kill))
      child.kill('SIGKILL')
      expect((await finished).signal).toBe('SIGKILL')
      const content = await readFile(path)
      expect(content.length).toBe(200_000)
      expect(content.every((byte) => byte === content[0])).toBe(true)
    }
    await writeFileAtomic(path, 'end')
    expect((await readdir(folder)).sort()).toEqual(['child.mjs', 'file'])
  })
})

describe('a folder that cannot be flushed', () => {
  /** Writes `file` while the flush of its folder, which comes after that of the file, fails with `code`. */
  async function writeWithFailingFlush(code: string): Promise<void> {
    const handle = await open(folder, 'r')
    const prototype = Object.getPrototypeOf(handle) as typeof handle
    await handle.close()
    const sync = prototype.sync
    let calls = 0
    const spy = vi.spyOn(prototype, 'sync').mockImplementation(function (this: typeof handle) {
      if (++calls < 2) return sync.call(this)
      return Promise.reject(Object.assign(new Error(`${code}: fsync`), { code, syscall: 'fsync' }))
    })
    try {
      await writeFileAtomic(join(folder, 'file'), 'new')
    } finally {
      spy.mockRestore()
      expect(calls).toBe(2)
    }
  }

  it.each(['EINVAL', 'ENOTSUP', 'EACCES', 'EISDIR', 'EPERM'])('is no error where the answer is %s', async (code) => {
    await writeWithFailingFlush(code)
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('new')
  })

  it('is one where the disk fails, which says that the file is written', async () => {
    const writing = writeWithFailingFlush('EIO')
    await expect(writing).rejects.toThrow(FileError)
    await expect(writing).rejects.toThrow(/file is written, but .* flushed to the disk: .*\(EIO\)/)
    await expect(writing).rejects.not.toThrow(/unchanged/)
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('new')
    expect(await readdir(folder)).toEqual(['file'])
  })

  it('is still an error where there is none', async () => {
    await expect(flushFolder(join(folder, 'missing'))).rejects.toThrow('ENOENT')
  })

  it.runIf(process.platform === 'linux')('is met on a file system without it', async () => {
    const handle = await open('/proc', 'r')
    await expect(handle.sync()).rejects.toThrow('EINVAL')
    await handle.close()
    await flushFolder('/proc')
  })
})
