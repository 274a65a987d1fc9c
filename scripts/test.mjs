// `npm test`: installs, builds, and runs every check; the last line gives the totals.
// Usage: node scripts/test.mjs [--node MAJOR]…   runs the unit tests on other versions of Node as well.
import { checkNode } from './lib/node-version.mjs'

checkNode()

// Imported only now, so that an old Node gets the message above and not a syntax error.
import('./lib/test-run.mjs').then((module) => module.testRun(process.argv.slice(2)))
