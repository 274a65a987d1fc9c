// The worker's script, built from the sources for tests.
import { mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { sourceAlias } from '../../../runtime/src/testing/source-alias.js'

const packages = fileURLToPath(new URL('../../..', import.meta.url))
const libraries = ['core', 'nn', 'evaluation', 'onnx', 'runtime', 'views']

/** Builds `worker.ts` into a file inside this package, where onnxruntime-node is found, and tells how to remove it. */
export async function buildWorker(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const cache = join(packages, 'simclr', 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'infonce-worker-'))
  const path = join(folder, 'worker.mjs')
  await build({
    entryPoints: [join(packages, 'simclr', 'src', 'worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['onnxruntime-node', 'sharp'],
    alias: sourceAlias(...libraries),
    outfile: path,
    logLevel: 'silent',
  })
  return { path, remove: () => rm(folder, { recursive: true, force: true }) }
}
