// Bundles a program with the sources of all packages, to be run in a process of plain Node.
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { sourceAlias } from '../../../runtime/src/testing/source-alias.js'
import { builtOnce } from './built-once.js'

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

/** The programs by the file that each begins with, below `src`. */
const PROGRAMS = { 'main.ts': '', 'testing/answering.ts': '', 'testing/training-worker.ts': '' } as const

const cache = join(packagesFolder, 'infonce', 'node_modules', '.cache', 'infonce-test')

/**
 * The programs of this package that tests run, bundled once for all test files, in a folder beside the workers that they
 * train in. It lies inside this package, where all packages are found.
 * @returns the path of a program by the name of its entry below `src`
 */
export async function buildProgram(entry: keyof typeof PROGRAMS): Promise<string> {
  const folder = await builtOnce(cache, 'programs', (outdir) => bundle(outdir, Object.keys(PROGRAMS)))
  return join(folder, `${basename(entry, '.ts')}.js`)
}

/** The command, in a new folder outside of this package from which one package is not found. */
export async function buildWithout(missing: string): Promise<string> {
  const outdir = folderWithout(missing)
  await bundle(outdir, ['main.ts'])
  return join(outdir, 'main.js')
}

async function bundle(outdir: string, entries: readonly string[]): Promise<void> {
  await build({
    entryPoints: [
      ...entries.map((entry) => ({ in: join(packagesFolder, 'infonce', 'src', entry), out: basename(entry, '.ts') })),
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
}

function folderWithout(missing: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'infonce-test-'))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of installed)
    if (name !== missing)
      symlinkSync(join(packagesFolder, 'infonce', 'node_modules', name), join(folder, 'node_modules', name), 'junction')
  return folder
}
