// Bundles a program with the sources of all packages, to be run in a process of plain Node.
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { sourceAlias } from '../../../runtime/src/testing/source-alias.js'

const packagesFolder = fileURLToPath(new URL('../../..', import.meta.url))
const libraries = ['core', 'samplers', 'nn', 'evaluation', 'onnx', 'runtime', 'views', 'word2vec', 'cpc', 'simclr']

/** Packages that are not bundled. */
const installed = ['onnxruntime-node', 'onnxruntime-web', 'sharp', 'commander']

/** Those that train in a worker. */
const models = ['word2vec', 'cpc', 'simclr']

/** Each package has its worker beside it under one name; in one folder they have names of their own. */
const workersOfModels: Plugin = {
  name: 'workers-of-models',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]folder\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const model = basename(join(path, '..', '..'))
      return { contents: text.replaceAll("'./worker.js'", `'./${model}.worker.js'`), loader: 'ts' }
    })
  },
}

/**
 * Bundles a file of this package's `src` and returns the program's path, in a new folder beside the workers that it
 * trains in. It lies inside this package, where all packages are found; where one is to be missing, elsewhere.
 * @param missing a package that the program does not find
 */
export async function buildProgram(entry: string, missing?: string): Promise<string> {
  const outdir = missing === undefined ? folderInside() : folderWithout(missing)
  const name = basename(entry, '.ts')
  await build({
    entryPoints: [
      { in: join(packagesFolder, 'infonce', 'src', entry), out: name },
      ...models.map((model) => ({ in: join(packagesFolder, model, 'src', 'worker.ts'), out: `${model}.worker` })),
    ],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: installed,
    alias: sourceAlias(...libraries),
    plugins: [workersOfModels],
    outdir,
    logLevel: 'silent',
  })
  writeFileSync(join(outdir, 'package.json'), '{ "type": "module" }')
  return join(outdir, `${name}.js`)
}

function folderInside(): string {
  const cache = join(packagesFolder, 'infonce', 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  return mkdtempSync(join(cache, 'infonce-test-'))
}

function folderWithout(missing: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'infonce-test-'))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of installed)
    if (name !== missing)
      symlinkSync(join(packagesFolder, 'infonce', 'node_modules', name), join(folder, 'node_modules', name), 'junction')
  return folder
}
