// A folder for each test, which is removed after the last.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach } from 'vitest'

/** The folder of the test that runs, and what writes files below it. */
export interface TemporaryFolder {
  readonly path: string
  put(files: Readonly<Record<string, Uint8Array | string>>): void
}

export function temporaryFolder(): TemporaryFolder {
  const root = mkdtempSync(join(tmpdir(), 'infonce-images-'))
  let count = 0
  const folder = {
    path: '',
    put(files: Readonly<Record<string, Uint8Array | string>>): void {
      for (const [name, content] of Object.entries(files)) {
        const path = join(folder.path, name)
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, content)
      }
    },
  }
  beforeEach(() => {
    folder.path = join(root, String(count++))
    mkdirSync(folder.path)
  })
  afterAll(() => rmSync(root, { recursive: true }))
  return folder
}
