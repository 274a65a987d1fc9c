// Counts the tests of a run of vitest: by its results or, where it came to no end, by the journal that it kept.
import { readFileSync } from 'node:fs'

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} failures names of what failed
 */

/**
 * @param {string} results path of vitest's results as JSON
 * @param {string} journal path of what journal-reporter.mjs wrote
 * @param {boolean} ok whether vitest itself was content
 * @param {string} ending how it ended
 * @returns {Counts}
 */
export function countTests(results, journal, ok, ending) {
  const parsed = read(results, JSON.parse)
  return parsed ? countResults(parsed, ok, ending) : countJournal(read(journal, entriesOf) ?? [], ending)
}

/**
 * @template T
 * @param {string} path
 * @param {(text: string) => T} parse
 */
function read(path, parse) {
  try {
    return parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * @typedef {object} Results
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }[]} testResults
 */

/**
 * @param {Results} results
 * @param {boolean} ok
 * @param {string} ending
 * @returns {Counts}
 */
function countResults(results, ok, ending) {
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
 * The entries of a journal, but for a last line that is cut short.
 * @param {string} text
 * @returns {import('./journal-reporter.mjs').Entry[]}
 */
const entriesOf = (text) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))

/**
 * Of a run that came to no end: what had passed by then, what had failed, and what was under way, which failed.
 * @param {import('./journal-reporter.mjs').Entry[]} entries
 * @param {string} ending
 * @returns {Counts}
 */
function countJournal(entries, ending) {
  /** @type {Map<string, Set<string>>} files that have not ended, with their tests under way */
  const open = new Map()
  /** @type {string[]} */
  const failures = []
  let passed = 0
  let skipped = 0
  for (const { what, file, test = '', state } of entries) {
    const name = `${test} (${file})`
    const running = open.get(file) ?? new Set()
    open.set(file, running)
    if (what === 'test begins') running.add(name)
    else if (what === 'file ends') {
      open.delete(file)
      // One that does not load has no tests, and must still count.
      if (state === 'failed' && !failures.some((failure) => failure.endsWith(` (${file})`))) failures.push(file)
    } else if (what === 'test ends') {
      running.delete(name)
      if (state === 'passed') passed++
      else if (state === 'failed') failures.push(name)
      else skipped++
    }
  }
  const left = [...open].flatMap(([file, running]) => (running.size > 0 ? [...running] : [file]))
  const hung = left.length > 0 ? left.map((name) => `${name}: ${ending}`) : [`${ending} without results`]
  return { passed, failed: failures.length + hung.length, skipped, failures: [...failures, ...hung] }
}
