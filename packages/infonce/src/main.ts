// The infonce command: runs what the command line asks for.
import { collectAtOnce } from './garbage-collection.js'
import { guardOutput } from './output.js'
import { program } from './program.js'
import { reportError } from './report-error.js'

collectAtOnce()
guardOutput()
const debug = process.argv.includes('--debug') || !['', '0', undefined].includes(process.env.INFONCE_DEBUG)
try {
  await program().parseAsync()
} catch (error) {
  process.exitCode = reportError(error, debug)
}
