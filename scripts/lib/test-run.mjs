// The checks of `npm test`, in the order in which a failure says most.
import { parseArgs } from 'node:util'
import { build } from './build.mjs'
import { install } from './install.mjs'
import { Report } from './report.mjs'
import { succeed } from './run.mjs'
import { checkSpelling } from './spelling.mjs'
import { withTemporaryFolder } from './temporary-folder.mjs'
import { DEVICE_TESTS, fetchNode, runSuite, UNIT_TESTS } from './unit-tests.mjs'

/**
 * Installs, builds and checks everything, prints a line for each check, and sets the exit code.
 * @param {string[]} commandLine
 */
export async function testRun(commandLine) {
  const { values } = parseArgs({
    args: commandLine,
    options: { node: { type: 'string', multiple: true, default: [] } },
  })
  const report = new Report()
  if (await passes(report, 'install', install)) {
    // The unit tests run on the sources, so that they tell more of a failed build.
    const built = await passes(report, 'build', build)
    await Promise.all([checkTypes(report), checkText(report)])
    await runSuite(report, UNIT_TESTS)
    // Each of these waits much of its time: for a page, or for a device in software.
    await Promise.all(DEVICE_TESTS.map((suite) => runSuite(report, suite)))
    if (built) {
      // Needs what has only now been installed.
      const { checkPackages } = await import('./package-checks.mjs')
      await checkPackages(report)
    }
    for (const major of values.node) await runUnitTestsOn(report, major)
  }
  report.finish()
}

/** @param {Report} report */
async function checkTypes(report) {
  await report.check('types', () => tool('typescript/bin/tsc', '--project', '.', '--pretty', 'false'))
}

/** @param {Report} report */
async function checkText(report) {
  await report.check('lint and format', () => tool('@biomejs/biome/bin/biome', 'check', '--colors=off', '.'))
  await report.check('spelling and terms', async () => {
    const problems = checkSpelling()
    if (problems.length > 0) throw new Error(problems.join('\n'))
  })
  // Without Node's types: packages that must run anywhere.
  for (const project of ['tsconfig.pure.json', 'scripts', 'bench'])
    await report.check(`types of ${project}`, () =>
      tool('typescript/bin/tsc', '--project', project, '--pretty', 'false'),
    )
}

/**
 * @param {Report} report
 * @param {string} major
 */
async function runUnitTestsOn(report, major) {
  await withTemporaryFolder(async (folder) => {
    let node = ''
    const fetched = await passes(report, `Node ${major} from npm`, async () => {
      node = await fetchNode(major, folder)
      return (await succeed(node, ['--version'])).stdout.trim()
    })
    if (fetched) await runSuite(report, UNIT_TESTS, node, `unit tests on Node ${major}`)
  })
}

/**
 * @param {Report} report
 * @param {string} title
 * @param {() => Promise<unknown>} work
 */
async function passes(report, title, work) {
  const failedBefore = report.failed
  await report.check(title, work)
  return report.failed === failedBefore
}

/** @param {...string} command a script of the root's node_modules and its arguments */
async function tool(...command) {
  const [script, ...scriptArguments] = command
  await succeed(process.execPath, [`node_modules/${script}`, ...scriptArguments])
}
