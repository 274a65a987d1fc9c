// Runs the vitest suite, on this Node or on another major version, and counts its tests.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.mjs'
import { run, succeed } from './run.mjs'
import { withTemporaryFolder } from './temporary-folder.mjs'

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
export function runUnitTests(node) {
  return withTemporaryFolder(async (folder) => {
    const results = join(folder, 'results.json')
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
    const quiet = ['--silent=passed-only', '--slowTestThreshold=10000']
    const env = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined }
    const { ok, code } = await run(node, [vitest, 'run', ...reporters, ...quiet], { show: true, env })
    return count(results, ok, `vitest ended with code ${code}`)
  })
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
 * Fetches another major version of Node, from the npm package `node`.
 * @param {string} major such as '22'
 * @param {string} folder where it goes
 * @returns {Promise<string>} its path
 */
export async function fetchNode(major, folder) {
  await succeed('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', `node@${major}`])
  return join(folder, 'node_modules', '.bin', 'node')
}
