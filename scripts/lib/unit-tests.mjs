// Runs vitest's suites, on this Node or on another major version, and counts their tests.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './chromium.mjs'
import { ROOT } from './root.mjs'
import { run, succeed } from './run.mjs'
import { withTemporaryFolder } from './temporary-folder.mjs'
import { findVulkan } from './vulkan.mjs'

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} failures names of what failed
 */

/**
 * @typedef {object} Suite
 * @property {string} project of vitest.config.ts
 * @property {string} title
 * @property {() => { missing?: string | undefined }} needs whether this machine has what it takes
 */

/** The tests that every supported Node has to pass, but for {@link SLOW_TESTS}. */
export const UNIT_TESTS = /** @type {Suite} */ ({ project: 'node', title: 'unit tests', needs: () => ({}) })

/** All tests; vitest.config.ts says which files are whose. */
export const SUITES = [
  UNIT_TESTS,
  /** @type {Suite} */ ({ project: 'webgpu', title: "tests on Node's WebGPU", needs: () => findVulkan() }),
  /** @type {Suite} */ ({ project: 'browser', title: 'tests in a browser', needs: () => findChromium() }),
]

/**
 * Long tests of what the system does to the command's processes and files, of its messages, and of CPC and SimCLR from
 * beginning to end. They are minutes of a run, and hold on one version of Node what they hold on all: other versions
 * leave them out.
 */
const SLOW_TESTS = 'packages/{cli/src/{bad-input,disk,interruption,kill-loop,cpc*,simclr*},cpc/src/train}.test.ts'

// Several times what the longest suite takes on two busy cores: only what hangs gets there.
const TIMEOUT = 15 * 60_000

/**
 * Runs a suite, shows the runner's output and adds to the report; leaves it out where the machine lacks something.
 * @param {import('./report.mjs').Report} report
 * @param {Suite} suite
 * @param {string} [node] the Node to run on
 * @param {string} [title]
 */
export async function runSuite(report, { project, title: usual, needs }, node = process.execPath, title = usual) {
  const { missing } = needs()
  const exclude = node === process.execPath ? undefined : SLOW_TESTS
  if (missing === undefined) report.add(title, await runProject(project, node, exclude))
  else await report.leaveOut(title, missing)
}

/**
 * @param {string} project
 * @param {string} node
 * @param {string | undefined} exclude files to leave out
 * @returns {Promise<Counts>}
 */
function runProject(project, node, exclude) {
  return withTemporaryFolder(async (folder) => {
    const results = join(folder, 'results.json')
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
    const quiet = ['--silent=passed-only', '--slowTestThreshold=10000']
    const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined }
    // Projects have their own list, which vitest's option would not lengthen.
    const env = { ...colours, INFONCE_EXCLUDE_TESTS: exclude }
    const command = [vitest, 'run', `--project=${project}`, ...reporters, ...quiet]
    const { ok, code, timedOut } = await run(node, command, { show: true, env, timeout: TIMEOUT })
    const ending = timedOut
      ? `vitest hung and was ended after ${TIMEOUT / 60_000} minutes`
      : `vitest ended with code ${code}`
    return count(results, ok, ending)
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
    // Its process crashed, say, which vitest counts for nothing.
    if (suite.assertionResults.some((test) => test.status === 'pending'))
      tests.push(`${suite.name} ended in the middle of its tests`)
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
