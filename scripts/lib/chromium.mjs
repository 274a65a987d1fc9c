// A Chromium on this machine for the tests that run in a browser, and the flags it is started with.
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/**
 * @typedef {Record<string, string | undefined>} Environment
 * @typedef {{ path: string, missing?: undefined } | { path?: undefined, missing: string }} Chromium the program, or why
 *   there is none and what to do
 */

/** Flags for WebGPU in a headless Chromium without a network; on Linux on SwiftShader, which needs no GPU. */
export const CHROMIUM_FLAGS = [
  '--enable-unsafe-webgpu',
  ...(process.platform === 'linux'
    ? [
        '--use-webgpu-adapter=swiftshader',
        '--enable-features=Vulkan',
        '--use-vulkan=swiftshader',
        '--disable-vulkan-surface',
      ]
    : []),
  // A small /dev/shm, as containers have, would end the page in the middle of a test.
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']

/**
 * Looks for a Chromium, Chrome or Edge: what CHROMIUM_PATH names, else on the PATH, in the platform's usual places, and
 * among Playwright's downloads.
 * @param {Environment} [env]
 * @returns {Chromium}
 */
export function findChromium(env = process.env) {
  const named = env.CHROMIUM_PATH
  if (named)
    return isProgram(named)
      ? { path: named }
      : { missing: `CHROMIUM_PATH=${named} is no program: name a Chromium, Chrome or Edge, or unset it` }
  const path = [...onPath(env), ...usualPlaces(env), ...playwrightDownloads(env)].find(isProgram)
  if (path !== undefined) return { path }
  return {
    missing:
      'no Chromium was found: install one (`apt-get install chromium` or `npx playwright install chromium`), or name its program in CHROMIUM_PATH',
  }
}

/** @param {Environment} env */
function onPath(env) {
  const ending = process.platform === 'win32' ? '.exe' : ''
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.map((folder) => join(folder, name + ending)))
}

/** @param {Environment} env */
function usualPlaces(env) {
  if (process.platform === 'darwin')
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  if (process.platform !== 'win32')
    return ['/usr/bin/chromium', '/usr/lib/chromium/chromium', '/opt/google/chrome/chrome', '/snap/bin/chromium']
  const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
    (folder) => folder !== undefined,
  )
  const programs = [
    'Chromium/Application/chrome',
    'Google/Chrome/Application/chrome',
    'Microsoft/Edge/Application/msedge',
  ]
  return programs.flatMap((program) => folders.map((folder) => join(folder, `${program}.exe`)))
}

/**
 * What `npx playwright install chromium` fetched, the newest first.
 * @param {Environment} env
 */
function playwrightDownloads(env) {
  const caches = /** @type {Record<string, string>} */ ({
    darwin: join(homedir(), 'Library', 'Caches'),
    win32: env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'),
  })
  const cache = caches[process.platform] ?? env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const folder = env.PLAYWRIGHT_BROWSERS_PATH || join(cache, 'ms-playwright')
  if (!existsSync(folder)) return []
  const programs = [
    'chrome',
    'chrome.exe',
    'Chromium.app/Contents/MacOS/Chromium',
    'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ]
  return readdirSync(folder)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => Number(b.slice('chromium-'.length)) - Number(a.slice('chromium-'.length)))
    .flatMap((build) => readdirSync(join(folder, build)).map((platform) => join(folder, build, platform)))
    .flatMap((platform) => programs.map((program) => join(platform, program)))
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
