// What `npm start` runs: checks Node, installs, builds, then runs the program it is given.
// Plain Node and no dependency, since nothing is installed yet. Usage: node scripts/bootstrap.mjs [program.js [argument…]]
import { checkNode } from './lib/node-version.mjs'

checkNode()

// Imported only now, so that an old Node gets the message above and not a syntax error.
import('./lib/launch.mjs').then((module) => module.launch(process.argv.slice(2)))
