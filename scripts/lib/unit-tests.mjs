// The suites of tests, on this Node or on another major version.
import { join } from 'node:path'
import { findChromium } from './chromium.mjs'
import { succeed } from './run.mjs'
import { runVitest } from './vitest-run.mjs'
import { findVulkan } from './vulkan.mjs'

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
const SLOW_TESTS = 'packages/{infonce/src/{bad-input,disk,interruption,kill-loop,cpc*,simclr*},cpc/src/train}.test.ts'

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
 * @returns {Promise<import('./test-counts.mjs').Counts>}
 */
function runProject(project, node, exclude) {
  const quiet = ['--silent=passed-only', '--slowTestThreshold=10000']
  const colors = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined }
  // Projects have their own list, which vitest's option would not lengthen.
  return runVitest([`--project=${project}`, ...quiet], { node, env: { ...colors, INFONCE_EXCLUDE_TESTS: exclude } })
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
