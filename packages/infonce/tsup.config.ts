import type { Options } from 'tsup'

const options: Options = {
  entry: { main: 'src/main.ts' },
  format: ['esm'],
  target: 'es2022',
  platform: 'node',
  tsconfig: '../../tsconfig.base.json',
  removeNodeProtocol: false,
  clean: true,
  silent: true,
}

export default options
