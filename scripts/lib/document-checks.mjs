// Runs the programs of the documents against the installed packages.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transform } from 'esbuild'
import { outputMatches, readPrograms } from './code-blocks.mjs'
import { toCommonJs, toCommonJsTypes } from './common-js.mjs'
import { CheckFailure } from './report.mjs'
import { publishedPackages, ROOT } from './root.mjs'

/**
 * @typedef {import('./report.mjs').Report} Report
 * @typedef {import('./consumer.mjs').Consumer} Consumer
 * @typedef {import('./code-blocks.mjs').Program} Program
 */

/**
 * Type-checks and runs every program in the documents, and the first of the README as CommonJS too.
 * @param {Report} report
 * @param {Consumer} consumer
 */
export async function checkDocuments(report, consumer) {
  /** @type {string[]} */
  const typed = []
  const read = await report.check('code blocks of the documents', () => readDocuments())
  for (const [document, programs] of read ?? []) {
    // Programs of one document share a folder, so that one can read the files of another.
    const folder = `documents/${document.replaceAll(/[^\w.-]/g, '-')}`
    const sample = document === 'README.md' ? programs.find(isSample) : undefined
    for (const program of programs) {
      const title = `${document}:${program.line}`
      const file = `${folder}/line-${program.line}`
      if (program.language === 'ts') typed.push(await consumer.write(`${file}.mts`, moduleText(program.code)))
      if (program.run) await report.check(title, () => expectOutput(program, runProgram(consumer, folder, program)))
      if (program !== sample) continue
      await report.check(`${title} as CommonJS`, () =>
        expectOutput(program, runProgram(consumer, folder, program, true)),
      )
      typed.push(await consumer.write(`${file}.cts`, toCommonJsTypes(program.code)))
    }
  }
  if (typed.length === 0) return
  for (const resolution of /** @type {const} */ (['node16', 'bundler']))
    await report.check(`types of the programs, moduleResolution ${resolution}`, () =>
      consumer.typecheck(typed, resolution),
    )
}

/**
 * The programs of every document that has any.
 * @returns {Map<string, Program[]>}
 */
function readDocuments() {
  /** @type {Map<string, Program[]>} */
  const read = new Map()
  for (const document of documents()) {
    if (!existsSync(join(ROOT, document))) throw new CheckFailure(`there is no ${document}`)
    const programs = readPrograms(readFileSync(join(ROOT, document), 'utf8'), document)
    if (document === 'README.md' && !programs.some(isSample))
      throw new CheckFailure('README.md has no ```ts block that is run, the sample that shows the packages working')
    if (programs.length > 0) read.set(document, programs)
  }
  return read
}

/** @param {Program} program */
function isSample(program) {
  return program.language === 'ts' && program.run
}

/** Every Markdown file that may hold programs, relative to the root. */
function documents() {
  const packageFolders = publishedPackages().map(({ folder }) => folder.slice(ROOT.length + 1).replaceAll('\\', '/'))
  const top = ['.', 'docs', 'bench', ...packageFolders].flatMap((folder) => {
    const path = join(ROOT, folder)
    if (!existsSync(path)) return []
    const names = readdirSync(path, folder === 'docs' ? { recursive: true, encoding: 'utf8' } : { encoding: 'utf8' })
    return names.map((name) => (folder === '.' ? name : `${folder}/${name.replaceAll('\\', '/')}`))
  })
  const written = top.filter((name) => name.endsWith('.md') && !name.endsWith('CHANGELOG.md'))
  return [...new Set(['README.md', ...written])].sort()
}

/**
 * @param {Consumer} consumer
 * @param {string} folder
 * @param {Program} program
 * @param {boolean} [commonJs]
 */
async function runProgram(consumer, folder, program, commonJs = false) {
  if (program.language === 'sh') {
    const file = `line-${program.line}.sh`
    await consumer.write(`${folder}/${file}`, program.code)
    return consumer.run('bash', ['-euo', 'pipefail', file], folder)
  }
  const file = `line-${program.line}.${commonJs ? 'cjs' : 'mjs'}`
  const { code } = await transform(program.code, { loader: 'ts', format: 'esm', target: 'es2022' })
  await consumer.write(`${folder}/${file}`, commonJs ? toCommonJs(code) : code)
  return consumer.run(process.execPath, [file], folder)
}

/**
 * @param {Program} program
 * @param {Promise<string>} printing
 */
async function expectOutput(program, printing) {
  const printed = await printing
  if (program.output === undefined || outputMatches(program.output, printed)) return
  throw new CheckFailure(`expected the output\n${program.output}\nbut it printed\n${printed}`)
}

/**
 * A program that imports nothing is a module still.
 * @param {string} code
 */
function moduleText(code) {
  return `${code}\nexport {}\n`
}
