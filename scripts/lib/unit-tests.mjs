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

/** Tests on Node alone. */
export const UNIT_TESTS = /** @type {Suite} */ ({ project: 'node', title: 'unit tests', needs: () => ({}) })

/** Those on a device, or in a page; vitest.config.ts says which files are whose. */
export const DEVICE_TESTS = [
  /** @type {Suite} */ ({ project: 'webgpu', title: "tests on Node's WebGPU", needs: () => findVulkan() }),
  /** @type {Suite} */ ({ project: 'browser', title: 'tests in a browser', needs: () => findChromium() }),
]

/**
 * What may differ between versions of Node: files, processes, workers, streams, the loader of native modules, and a
 * command from beginning to end. The mathematics holds on one version what it holds on all, so that of it there is the
 * sweep of operations, as exported graphs.
 */
const ON_OTHER_VERSIONS = [
  'packages/runtime/src/*.test.ts',
  'packages/runtime/src/{data,model}/**/*.test.ts',
  'packages/onnx/src/{to-model,model-files,external-data}.test.ts',
  'packages/*/src/run-*.test.ts',
  'packages/word2vec/src/{corpus-reader,export,train,vector-format,vocabulary}.test.ts',
  'packages/infonce/src/{answering,external-files,garbage-collection,providers,wasm-fallback,worker-crash}.test.ts',
  'packages/{cpc,simclr}/src/data/open-*.test.ts',
  'scripts/**/*.test.ts',
]

/**
 * Runs a suite, shows the runner's output and adds to the report; leaves it out where the machine lacks something.
 * @param {import('./report.mjs').Report} report
 * @param {Suite} suite
 * @param {string} [node] the Node to run on
 * @param {string} [title]
 */
export async function runSuite(report, { project, title: usual, needs }, node = process.execPath, title = usual) {
  const { missing } = needs()
  const only = node === process.execPath ? undefined : ON_OTHER_VERSIONS.join(' ')
  if (missing === undefined) report.add(title, await runProject(project, node, only))
  else await report.leaveOut(title, missing)
}

/**
 * @param {string} project
 * @param {string} node
 * @param {string | undefined} only patterns of files, separated by spaces; all of the project's where there are none
 * @returns {Promise<import('./test-counts.mjs').Counts>}
 */
function runProject(project, node, only) {
  const quiet = ['--silent=passed-only', '--slowTestThreshold=10000']
  const colors = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined }
  // Projects have their own list, which vitest's option would not lengthen.
  return runVitest([`--project=${project}`, ...quiet], { node, env: { ...colors, INFONCE_ONLY_TESTS: only } })
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
