// Builds the page of scripts/fixtures/page against installed packages, as users' bundlers would.
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build as esbuild } from 'esbuild'
import { build as vite } from 'vite'
import { CheckFailure } from './report.mjs'

const NODE_IMPORT =
  /\b(?:from|import|require)\s*\(?\s*["'`](?:node:|onnxruntime-node|(?:fs|path|os|module|url|crypto|zlib|worker_threads)\b)[^"'`]*["'`]/

// Bytes, minified and gzipped.
const LIGHT_LIMIT = 36_000

/**
 * By Vite for production, with its defaults.
 * @param {string} page folder of the page's sources
 * @param {string} folder for what is built
 */
export async function buildByVite(page, folder) {
  await vite({
    root: page,
    // Wherever on a site the page is put.
    base: './',
    configFile: false,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false },
  })
  await expectNoNode(folder)
  expectOwnChunk(await readdir(join(folder, 'assets')))
}

/**
 * By esbuild, which leaves the .wasm files to be copied beside the scripts.
 * @param {string} page folder of the page's sources
 * @param {string} folder for what is built
 * @param {string[]} entries
 */
export async function buildByEsbuild(page, folder, entries) {
  await esbuild({
    absWorkingDir: page,
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  })
  await expectNoNode(folder)
  for (const name of ['index', 'light']) {
    const html = await readFile(join(page, `${name}.html`), 'utf8')
    await writeFile(join(folder, `${name}.html`), html.replace(/(src=".*)\.ts"/, '$1.js"'))
  }
  for (const wasm of ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.asyncify.wasm'])
    await cp(join(page, '..', 'node_modules', 'onnxruntime-web', 'dist', wasm), join(folder, wasm))
}

/**
 * Weighs what a page of core and runtime loads before a session is opened.
 * @param {string} folder what esbuild made of light.ts
 * @returns {Promise<string>} the size, in words
 */
export async function checkLightPage(folder) {
  const scripts = (await readdir(folder)).filter((file) => file.endsWith('.js'))
  expectOwnChunk(scripts)
  let size = 0
  for (const file of scripts)
    if (!file.startsWith('ort.')) size += gzipSync(await readFile(join(folder, file)), { level: 9 }).length
  const words = `${size} of ${LIGHT_LIMIT} bytes`
  if (size > LIGHT_LIMIT) throw new CheckFailure(`${words}, minified and gzipped; make it smaller`)
  return words
}

/** @param {string[]} files */
function expectOwnChunk(files) {
  if (!files.some((file) => /^ort\..*\.js$/.test(file)))
    throw new CheckFailure(`onnxruntime-web is no chunk of its own: ${files.join(', ')}`)
}

/**
 * Looks for imports of Node's modules.
 * @param {string} folder
 */
async function expectNoNode(folder) {
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.js')) continue
    const found = NODE_IMPORT.exec(await readFile(join(folder, file), 'utf8'))
    if (found) throw new CheckFailure(`${file} of the page holds ${found[0]}, which no browser has`)
  }
}
