import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { main: 'src/main.ts' },
  format: ['esm'],
  target: 'es2022',
  platform: 'node',
  tsconfig: '../../tsconfig.build.platform.json',
  clean: true,
  silent: true,
})
