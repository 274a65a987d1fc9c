import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { CHROMIUM_FLAGS, findChromium } from './scripts/lib/chromium.mjs'
import { findVulkan } from './scripts/lib/vulkan.mjs'

const source = (name: string) => fileURLToPath(new URL(`./packages/${name}/src/index.ts`, import.meta.url))
const packages = ['core', 'samplers', 'nn', 'onnx', 'runtime', 'word2vec']

const places = ['packages/*/src/**', 'apps/*/src/**']
const executablePath = findChromium()

const config: ViteUserConfig = defineConfig({
  // Tests run on the sources of every package, so that no build is needed to run them.
  resolve: { alias: Object.fromEntries(packages.map((name) => [`@infonce/${name}`, source(name)])) },
  test: {
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: [...places, 'scripts/**'].map((place) => `${place}/*.test.ts`),
          exclude: ['**/node_modules/**', '**/*.{browser,webgpu}.test.ts'],
          pool: 'forks',
          // By default one core is left idle, half of a small machine.
          maxWorkers: '100%',
        },
      },
      {
        extends: true,
        test: {
          name: 'webgpu',
          include: places.map((place) => `${place}/*.webgpu.test.ts`),
          pool: 'forks',
          // One device at a time; the loader of Vulkan reads the environment that the process was started with.
          maxWorkers: 1,
          env: findVulkan().env ?? {},
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: places.map((place) => `${place}/*.browser.test.ts`),
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(executablePath && { executablePath }), args: CHROMIUM_FLAGS },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
        // All our dependencies are ES modules; finding them one by one to bundle them reloads the page in mid test.
        optimizeDeps: { noDiscovery: true },
        // Cross-origin isolation lets WebAssembly use threads.
        server: {
          headers: {
            'Cross-Origin-Opener-Policy': 'same-origin',
            'Cross-Origin-Embedder-Policy': 'require-corp',
          },
        },
      },
    ],
  },
})

export default config
