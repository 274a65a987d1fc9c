// What a program that imports a package weighs once bundled and compressed.
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { CheckFailure } from './report.mjs'
import { ROOT } from './root.mjs'
import { succeed } from './run.mjs'

/** Programs and the bytes that each may weigh, minified and gzipped. */
export const BUDGETS = [
  { entry: 'scripts/size/core-entry.ts', limit: 15_000 },
  // Ten times as much where something keeps operations that nobody uses.
  { entry: 'scripts/size/random-entry.ts', limit: 2_000 },
]

/**
 * Bundles a program against the built packages for the browser, runs it, and weighs it.
 * @param {string} entry
 * @param {number} limit in bytes
 * @param {string} folder for the bundle
 * @returns {Promise<string>} the size, in words
 */
export async function checkSize(entry, limit, folder) {
  const outfile = join(folder, 'bundle.mjs')
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    alias: { '@infonce/core': join(ROOT, 'packages', 'core') },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  const [bundle] = outputFiles
  if (bundle === undefined) throw new CheckFailure(`${entry}: esbuild wrote nothing`)
  await succeed(process.execPath, ['--input-type=module', '--eval', bundle.text])
  const size = gzipSync(bundle.contents, { level: 9 }).length
  const words = `${size} of ${limit} bytes`
  if (size > limit) throw new CheckFailure(`${entry}: ${words}, minified and gzipped; make it smaller`)
  return words
}
