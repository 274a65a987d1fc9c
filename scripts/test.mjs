// `npm test` after its install and build: types, lint, unit tests, then the packages as they would be published.
// Usage: node scripts/test.mjs [--node MAJOR]…   runs the unit tests on other versions of Node as well.
import { parseArgs } from 'node:util'
import { succeed } from './lib/consumer.mjs'
import { checkPackages } from './lib/package-checks.mjs'
import { Report } from './lib/report.mjs'
import { runUnitTests, withNode } from './lib/unit-tests.mjs'

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
  console.log(`\nUnit tests on Node ${major}`)
  await report.check(`Node ${major}`, () =>
    withNode(major, async (path) => report.add(`unit tests on Node ${major}`, await runUnitTests(path))),
  )
}
report.finish()
