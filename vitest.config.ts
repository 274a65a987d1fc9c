import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config'
import { CHROMIUM_FLAGS, findChromium } from './scripts/lib/chromium.mjs'
import { findVulkan } from './scripts/lib/vulkan.mjs'

const source = (name: string) => fileURLToPath(new URL(`./packages/${name}/src/index.ts`, import.meta.url))
const packages = ['core', 'samplers', 'nn', 'onnx', 'runtime', 'word2vec']
const places = ['packages/*/src/**', 'apps/*/src/**']

const chromium = findChromium()
const vulkan = findVulkan()

/** `*.test.ts`: on Node. */
const node: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'node',
    include: [...places, 'scripts/**'].map((place) => `${place}/*.test.ts`),
    exclude: ['**/node_modules/**', '**/*.{webgpu,browser}.test.ts'],
    pool: 'forks',
    // By default one core is left idle, half of a small machine.
    maxWorkers: '100%',
  },
}

/** `*.webgpu.test.ts`: on Node's own WebGPU, a process for each file, one after the other. */
const webgpu: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'webgpu',
    include: places.map((place) => `${place}/*.webgpu.test.ts`),
    pool: 'forks',
    maxWorkers: 1,
    // Given to the process when it starts; later is too late for the loader of Vulkan.
    env: vulkan.env ?? {},
  },
}

/** `*.browser.test.ts`: in a Chromium that has WebGPU. */
const browser: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'browser',
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

const config: ViteUserConfig = defineConfig({
  // Tests run on the sources of every package, so that no build is needed to run them.
  resolve: { alias: Object.fromEntries(packages.map((name) => [`@infonce/${name}`, source(name)])) },
  test: {
    testTimeout: 60_000,
    projects: [node, ...(vulkan.missing ? [] : [webgpu]), ...(chromium.missing ? [] : [browser])],
  },
})

export default config
