import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config'
import { CHROMIUM_FLAGS, findChromium } from './scripts/lib/chromium.mjs'
import { findVulkan } from './scripts/lib/vulkan.mjs'

const source = (path: string) => fileURLToPath(new URL(`./packages/${path}`, import.meta.url))
const packages = ['core', 'samplers', 'nn', 'evaluation', 'onnx', 'runtime', 'views', 'word2vec', 'cpc', 'simclr']
// Tests run on the sources of every package, so that no build is needed to run them.
const sources = [
  { find: '@infonce/runtime/internals', replacement: source('runtime/src/internals.ts') },
  ...packages.map((name) => ({ find: `@infonce/${name}`, replacement: source(`${name}/src/index.ts`) })),
]
// As tsup.base.ts builds them for browsers; the first that fits is taken.
const browserSources = [
  { find: '@infonce/runtime/internals', replacement: source('runtime/src/browser.internals.ts') },
  ...['runtime', 'word2vec', 'cpc', 'simclr'].map((name) => ({
    find: `@infonce/${name}`,
    replacement: source(`${name}/src/browser.ts`),
  })),
  { find: /^\.\/internals\.js$/, replacement: './browser.internals.ts' },
  { find: /^\.\/(platform|open-corpus|open-files)\.js$/, replacement: './$1.browser.ts' },
  ...sources,
]
const places = ['packages/*/src/**', 'apps/*/src/**']

// Patterns of files, separated by spaces: see scripts/lib/unit-tests.mjs.
const { INFONCE_ONLY_TESTS: only } = process.env
const chromium = findChromium()
const vulkan = findVulkan()

/** `*.test.ts`: on Node. */
const node: TestProjectInlineConfiguration = {
  resolve: { alias: sources },
  test: {
    name: 'node',
    testTimeout: 60_000,
    include: only?.split(' ') ?? [...places, 'scripts/**', 'bench/**'].map((place) => `${place}/*.test.ts`),
    exclude: ['**/node_modules/**', '**/*.{webgpu,browser}.test.ts'],
    pool: 'forks',
    // By default one core is left idle, half of a small machine.
    maxWorkers: '100%',
  },
}

/** `*.webgpu.test.ts`: on Node's own WebGPU, a process for each file, one after the other. */
const webgpu: TestProjectInlineConfiguration = {
  resolve: { alias: sources },
  test: {
    name: 'webgpu',
    testTimeout: 60_000,
    include: places.map((place) => `${place}/*.webgpu.test.ts`),
    pool: 'forks',
    maxWorkers: 1,
    // Given to the process when it starts; later is too late for the loader of Vulkan.
    env: vulkan.env ?? {},
  },
}

/** `*.browser.test.ts`: in a Chromium that has WebGPU. */
const browser: TestProjectInlineConfiguration = {
  resolve: { alias: browserSources },
  test: {
    name: 'browser',
    testTimeout: 60_000,
    include: places.map((place) => `${place}/*.browser.test.ts`),
    // Pages beside each other would share one GPU and its memory.
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { ...(chromium.path && { executablePath: chromium.path }), args: CHROMIUM_FLAGS },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
  // All that the tests import are ES modules. Vite would bundle each when it first meets it, and reload in mid test.
  optimizeDeps: { noDiscovery: true },
  // Cross-origin isolation lets WebAssembly have threads.
  server: {
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
}

/** Without the projects that lack something on this machine; says so, unless the caller chose among them. */
const possible = (projects: readonly (readonly [TestProjectInlineConfiguration, string | undefined])[]) =>
  projects.flatMap(([project, missing]) => {
    if (missing === undefined) return [project]
    if (!process.argv.some((argument) => argument.startsWith('--project')))
      console.warn(`*.${project.test?.name}.test.ts are left out: ${missing}`)
    return []
  })

const config: ViteUserConfig = defineConfig({
  test: {
    projects: possible([
      [node, undefined],
      [webgpu, vulkan.missing],
      [browser, chromium.missing],
    ]),
  },
})

export default config
