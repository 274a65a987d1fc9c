// A reporter of vitest that writes down at once what begins and what ends: all that is known of a run that hangs.
import { appendFileSync } from 'node:fs'
import process from 'node:process'

/**
 * A line of the journal.
 * @typedef {object} Entry
 * @property {'file begins' | 'file ends' | 'test begins' | 'test ends'} what
 * @property {string} file relative to vitest's root
 * @property {string} [test] its full name
 * @property {'passed' | 'failed' | 'skipped' | 'pending' | 'queued'} [state] of what has ended
 */

/** A `Reporter` of vitest. */
export default class JournalReporter {
  /** @param {import('vitest/node').TestModule} module */
  onTestModuleStart(module) {
    write({ what: 'file begins', file: pathOf(module) })
  }

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseReady(test) {
    write({ what: 'test begins', file: pathOf(test.module), test: test.fullName })
  }

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    write({ what: 'test ends', file: pathOf(test.module), test: test.fullName, state: test.result().state })
  }

  /** @param {import('vitest/node').TestModule} module */
  onTestModuleEnd(module) {
    write({ what: 'file ends', file: pathOf(module), state: module.state() })
  }
}

/** @param {import('vitest/node').TestModule} module */
const pathOf = (module) => module.relativeModuleId

/** @param {Entry} entry */
function write(entry) {
  const { INFONCE_TEST_JOURNAL: path } = process.env
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(entry)}\n`)
}
