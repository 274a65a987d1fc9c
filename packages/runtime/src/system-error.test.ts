// What the operating system's errors are said to mean.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { systemErrorCode, systemErrorReason } from './system-error.js'

const thrownBy = async (act: () => unknown): Promise<unknown> => {
  try {
    await act()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('systemErrorReason', () => {
  it('says what happened, the code and what to do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'infonce-reason-'))
    try {
      const missing = await thrownBy(() => readFile(join(folder, 'missing')))
      expect(systemErrorCode(missing)).toBe('ENOENT')
      expect(systemErrorReason(missing)).toBe('no such file or folder (ENOENT): check the path')
      const isFolder = await thrownBy(() => readFile(folder))
      expect(systemErrorReason(isFolder)).toBe('it is a folder, expected a file (EISDIR): give the path of a file')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('gives the first line of any other error', async () => {
    const notGzip = await thrownBy(() => gunzipSync(Uint8Array.of(1, 2, 3)))
    expect(systemErrorCode(notGzip)).toBeUndefined()
    expect(systemErrorReason(notGzip)).toBe('incorrect header check')
    expect(systemErrorReason(new Error('one\ntwo'))).toBe('one')
    expect(systemErrorReason('text')).toBe('text')
    const unlisted = Object.assign(new Error('EXYZ: strange, open'), { code: 'EXYZ', syscall: 'open' })
    expect(systemErrorReason(unlisted)).toBe('EXYZ: strange, open')
  })
})
