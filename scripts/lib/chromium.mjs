// A Chromium on this machine for the tests that run in a browser, and the flags it is started with.
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome']

/** What to do where none is found. */
export const CHROMIUM_ADVICE =
  'install one (`apt-get install chromium`, or `npx playwright install chromium`), or name its program in CHROMIUM_PATH'

/**
 * The program of a Chromium, Chrome or Edge: what CHROMIUM_PATH names, else one on the PATH, in the platform's usual
 * places, or among Playwright's downloads. Throws an Error if CHROMIUM_PATH names no program.
 * @param {Record<string, string | undefined>} [env]
 * @returns {string | undefined}
 */
export function findChromium(env = process.env) {
  const named = env.CHROMIUM_PATH
  if (named) {
    if (isProgram(named)) return named
    throw new Error(`CHROMIUM_PATH=${named} is no program; name a Chromium, Chrome or Edge, or unset it`)
  }
  return [...onPath(env), ...usualPlaces(env), ...playwrightDownloads(env)].find(isProgram)
}

/** @param {Record<string, string | undefined>} env */
function onPath(env) {
  const endings = process.platform === 'win32' ? ['.exe'] : ['']
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return names.flatMap((name) => folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))))
}

/** @param {Record<string, string | undefined>} env */
function usualPlaces(env) {
  if (process.platform === 'darwin')
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  if (process.platform === 'win32')
    return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].flatMap((folder) =>
      folder === undefined
        ? []
        : [
            'Chromium/Application/chrome.exe',
            'Google/Chrome/Application/chrome.exe',
            'Microsoft/Edge/Application/msedge.exe',
          ].map((path) => join(folder, path)),
    )
  return ['/usr/bin', '/usr/lib/chromium', '/opt/google/chrome', '/snap/bin'].flatMap((folder) =>
    names.map((name) => join(folder, name)),
  )
}

/**
 * The full Chromiums that `npx playwright install chromium` fetched, the newest first.
 * @param {Record<string, string | undefined>} env
 */
function playwrightDownloads(env) {
  const cache = {
    darwin: join(homedir(), 'Library', 'Caches'),
    win32: env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'),
  }[/** @type {string} */ (process.platform)]
  const folder =
    env.PLAYWRIGHT_BROWSERS_PATH || join(cache ?? env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ms-playwright')
  if (!existsSync(folder)) return []
  const builds = readdirSync(folder).flatMap((name) => /^chromium-(\d+)$/.exec(name)?.[1] ?? [])
  return builds
    .sort((a, b) => Number(b) - Number(a))
    .flatMap((build) => {
      const inside = join(folder, `chromium-${build}`)
      // Playwright's folders for one platform have had several names.
      return readdirSync(inside).flatMap((platform) =>
        [
          'chrome',
          'chrome.exe',
          'Chromium.app/Contents/MacOS/Chromium',
          'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
        ].map((program) => join(inside, platform, program)),
      )
    })
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

/** Flags for WebGPU in a headless Chromium without a network; on Linux on SwiftShader, which needs no GPU. */
export const CHROMIUM_FLAGS = [
  // As root, in a container too, Chromium starts only without its sandbox.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--enable-unsafe-webgpu',
  ...(process.platform === 'linux'
    ? [
        '--use-webgpu-adapter=swiftshader',
        '--enable-features=Vulkan',
        '--use-vulkan=swiftshader',
        '--disable-vulkan-surface',
      ]
    : []),
  // A small /dev/shm, a container's default, ends the page in the middle of a test.
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
