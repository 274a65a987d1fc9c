// Runs the vitest suite, on this Node or on another major version, and counts its tests.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './root.mjs'
import { run } from './run.mjs'

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} failures names of what failed
 */

/**
 * Runs every test of the workspace and shows the runner's output.
 * @param {string} node the Node to run on
 * @returns {Promise<Counts>}
 */
export async function runUnitTests(node) {
  const folder = await mkdtemp(join(tmpdir(), 'infonce-tests-'))
  try {
    const results = join(folder, 'results.json')
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`, '--silent=passed-only']
    const env = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined }
    const { ok, code } = await run(node, [vitest, 'run', ...reporters, '--slowTestThreshold=10000'], {
      show: true,
      env,
    })
    return count(results, ok, `vitest ended with code ${code}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * @param {string} file vitest's results as JSON
 * @param {boolean} ok whether vitest itself was content
 * @param {string} ending how it ended
 * @returns {Counts}
 */
function count(file, ok, ending) {
  /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  let results
  try {
    results = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [`${ending} without results`] }
  }
  const failures = results.testResults.flatMap((suite) => {
    const tests = suite.assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName)
    // A file that does not load has no tests, and must still count.
    return suite.status === 'failed' && tests.length === 0 ? [suite.name] : tests
  })
  // Likewise an error outside any test, such as an unhandled rejection.
  if (!ok && failures.length === 0) failures.push(`${ending}, though no test failed`)
  if (results.numPassedTests === 0 && failures.length === 0) failures.push('no test ran')
  return {
    passed: results.numPassedTests,
    failed: failures.length,
    skipped: results.numPendingTests + results.numTodoTests,
    failures,
  }
}

/**
 * Fetches another major version of Node, from the npm package `node`, and does something with it.
 * @template T
 * @param {string} major such as '22'
 * @param {(node: string) => Promise<T>} use given the path of that Node
 * @returns {Promise<T>}
 */
export async function withNode(major, use) {
  const folder = await mkdtemp(join(tmpdir(), `infonce-node-${major}-`))
  try {
    const fetched = await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `node@${major}`])
    if (!fetched.ok) throw new Error(`Node ${major} could not be fetched:\n${fetched.output}`)
    return await use(join(folder, 'node_modules', '.bin', 'node'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
