// Bundles a program with the sources of all packages, to be run in a process of plain Node.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const packagesFolder = fileURLToPath(new URL('../../..', import.meta.url))
const libraries = ['core', 'samplers', 'nn', 'evaluation', 'onnx', 'runtime', 'word2vec', 'cpc']

/**
 * Bundles a file of this package's `src` and returns the program's path, in a new folder beside the worker that it
 * trains in. It lies inside this package, where onnxruntime-node and commander are found.
 */
export async function buildProgram(entry: string): Promise<string> {
  const cache = join(packagesFolder, 'cli', 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const outdir = mkdtempSync(join(cache, 'infonce-test-'))
  const name = basename(entry, '.ts')
  await build({
    entryPoints: [
      { in: join(packagesFolder, 'cli', 'src', entry), out: name },
      { in: join(packagesFolder, 'word2vec', 'src', 'worker.ts'), out: 'worker' },
    ],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['onnxruntime-node', 'onnxruntime-web', 'commander'],
    alias: Object.fromEntries(
      libraries.map((name) => [`@infonce/${name}`, join(packagesFolder, name, 'src', 'index.ts')]),
    ),
    outdir,
    logLevel: 'silent',
  })
  writeFileSync(join(outdir, 'package.json'), '{ "type": "module" }')
  return join(outdir, `${name}.js`)
}
