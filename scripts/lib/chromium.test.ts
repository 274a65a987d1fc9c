import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findChromium } from './chromium.mjs'

const folder = mkdtempSync(join(tmpdir(), 'infonce-chromium-'))
afterAll(() => rmSync(folder, { recursive: true }))

function program(path: string, mode = 0o755): string {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  chmodSync(file, mode)
  return file
}

describe('findChromium', () => {
  it('takes what CHROMIUM_PATH names', () => {
    const path = program('named/browser')
    expect(findChromium({ CHROMIUM_PATH: path, PATH: dirname(program('other/chromium')) })).toEqual({ path })
  })

  it.skipIf(process.platform === 'win32')('says so when CHROMIUM_PATH names no program', () => {
    for (const path of [join(folder, 'missing'), program('plain/chromium', 0o644), folder])
      expect(findChromium({ CHROMIUM_PATH: path }).missing).toContain(path)
  })

  it.skipIf(process.platform === 'win32')('looks on the PATH, for Chromium before Chrome and Edge', () => {
    const edge = program('a/microsoft-edge')
    expect(findChromium({ PATH: dirname(edge) })).toEqual({ path: edge })
    const chromium = program('b/chromium')
    expect(findChromium({ PATH: `${dirname(edge)}:${dirname(chromium)}` })).toEqual({ path: chromium })
  })

  it.runIf(process.platform === 'linux')("takes the newest of Playwright's downloads where there is no other", () => {
    const none = findChromium({ PATH: '', PLAYWRIGHT_BROWSERS_PATH: join(folder, 'empty') })
    program('ms-playwright/chromium-999/chrome-linux/chrome')
    program('ms-playwright/chromium_headless_shell-2000/chrome-linux/headless_shell')
    const newest = program('ms-playwright/chromium-1200/chrome-linux64/chrome')
    const found = findChromium({ PATH: '', PLAYWRIGHT_BROWSERS_PATH: join(folder, 'ms-playwright') })
    // One that is installed in a usual place goes first.
    expect(found).toEqual(none.missing === undefined ? none : { path: newest })
  })
})
