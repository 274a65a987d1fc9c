// `npm test` after its install and build: types, lint, unit tests, then the packages as they would be published.
// Usage: node scripts/test.mjs [--node MAJOR]…   runs the unit tests on other versions of Node as well.
import { parseArgs } from 'node:util'
import { checkPackages } from './lib/package-checks.mjs'
import { Report } from './lib/report.mjs'
import { succeed } from './lib/run.mjs'
import { withTemporaryFolder } from './lib/temporary-folder.mjs'
import { fetchNode, runUnitTests } from './lib/unit-tests.mjs'

const { values } = parseArgs({ options: { node: { type: 'string', multiple: true, default: [] } } })
const report = new Report()

/** @param {...string} command a script of the root's node_modules and its arguments */
const node = async (...command) => void (await succeed(process.execPath, command))

await report.check('types', () => node('node_modules/typescript/bin/tsc', '--project', '.', '--pretty', 'false'))
await report.check('types of scripts', () =>
  node('node_modules/typescript/bin/tsc', '--project', 'scripts', '--pretty', 'false'),
)
await report.check('lint and format', () => node('node_modules/@biomejs/biome/bin/biome', 'check', '--colors=off', '.'))
report.add('unit tests', await runUnitTests(process.execPath))
await checkPackages(report)
for (const major of values.node) {
  await withTemporaryFolder(async (folder) => {
    /** @type {string | undefined} */
    let other
    await report.check(`Node ${major} from npm`, async () => {
      other = await fetchNode(major, folder)
      return (await succeed(other, ['--version'])).stdout.trim()
    })
    if (other !== undefined) report.add(`unit tests on Node ${major}`, await runUnitTests(other))
  })
}
report.finish()
