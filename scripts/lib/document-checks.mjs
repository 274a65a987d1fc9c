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
 * Checks that the README's first program works as an ES module, as CommonJS, and under TypeScript's resolutions.
 * @param {Report} report
 * @param {Consumer} consumer
 */
export async function checkSample(report, consumer) {
  const sample = await report.check('README has a sample', () => {
    const readme = join(ROOT, 'README.md')
    if (!existsSync(readme)) throw new CheckFailure('there is no README.md')
    const program = readPrograms(readFileSync(readme, 'utf8'), 'README.md').find(({ language }) => language === 'ts')
    if (program === undefined)
      throw new CheckFailure('README.md has no ```ts block, the sample that shows the packages working')
    return program
  })
  if (sample === undefined) return
  const { code } = await transform(sample.code, { loader: 'ts', format: 'esm', target: 'es2022' })
  await consumer.write('sample/esm.mjs', code)
  await consumer.write('sample/cjs.cjs', toCommonJs(code))
  await consumer.write('sample/sample.mts', moduleText(sample.code))
  await consumer.write('sample/sample.cts', toCommonJsTypes(sample.code))
  await report.check('sample as an ES module', () =>
    expectOutput(sample, consumer.run(process.execPath, ['esm.mjs'], 'sample')),
  )
  await report.check('sample as CommonJS', () =>
    expectOutput(sample, consumer.run(process.execPath, ['cjs.cjs'], 'sample')),
  )
  const files = ['sample/sample.mts', 'sample/sample.cts']
  await report.check('sample under moduleResolution node16', () => consumer.typecheck(files, 'node16'))
  await report.check('sample under moduleResolution bundler', () => consumer.typecheck(files, 'bundler'))
}

/**
 * Type-checks and runs every program in the documents.
 * @param {Report} report
 * @param {Consumer} consumer
 */
export async function checkDocuments(report, consumer) {
  /** @type {string[]} */
  const typed = []
  for (const document of documents()) {
    const programs = await report.check(`${document}: code blocks`, () =>
      readPrograms(readFileSync(join(ROOT, document), 'utf8'), document),
    )
    // Programs of one document share a folder, so that one can read the files of another.
    const folder = `documents/${document.replaceAll(/[^\w.-]/g, '-')}`
    for (const program of programs ?? []) {
      const title = `${document}:${program.line}`
      if (program.language === 'ts') typed.push(await writeTyped(consumer, folder, program))
      if (program.run) await report.check(title, () => expectOutput(program, runProgram(consumer, folder, program)))
    }
  }
  if (typed.length > 0)
    await report.check('types of the documents’ programs', () => consumer.typecheck(typed, 'node16'))
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
  return top.filter((name) => name.endsWith('.md') && !name.endsWith('CHANGELOG.md')).sort()
}

/**
 * @param {Consumer} consumer
 * @param {string} folder
 * @param {Program} program
 */
async function writeTyped(consumer, folder, program) {
  const file = `${folder}/line-${program.line}.mts`
  await consumer.write(file, moduleText(program.code))
  return file
}

/**
 * @param {Consumer} consumer
 * @param {string} folder
 * @param {Program} program
 */
async function runProgram(consumer, folder, program) {
  if (program.language === 'sh') {
    await consumer.write(`${folder}/line-${program.line}.sh`, program.code)
    return consumer.run('bash', ['-euo', 'pipefail', `line-${program.line}.sh`], folder)
  }
  const { code } = await transform(program.code, { loader: 'ts', format: 'esm', target: 'es2022' })
  await consumer.write(`${folder}/line-${program.line}.mjs`, code)
  return consumer.run(process.execPath, [`line-${program.line}.mjs`], folder)
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
