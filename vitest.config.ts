import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const source = (name: string) => fileURLToPath(new URL(`./packages/${name}/src/index.ts`, import.meta.url))
const packages = ['core', 'samplers', 'nn', 'onnx', 'runtime', 'word2vec']

const config: ViteUserConfig = defineConfig({
  // Tests run on the sources of every package, so that no build is needed to run them.
  resolve: { alias: Object.fromEntries(packages.map((name) => [`@infonce/${name}`, source(name)])) },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
    pool: 'forks',
    // By default one core is left idle, half of a small machine.
    maxWorkers: '100%',
    testTimeout: 60_000,
  },
})

export default config
