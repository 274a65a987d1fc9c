// Runs vitest and counts its tests, of a run that hangs or crashes too.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from './root.mjs'
import { run } from './run.mjs'
import { withTemporaryFolder } from './temporary-folder.mjs'
import { countTests } from './test-counts.mjs'

/** Longer than any test may take by its own limit, and nothing is heard while there is one alone: what hangs gets there. */
const SILENCE = 15 * 60_000

/**
 * Runs vitest, shows its output, and counts. A run that is silent for too long is ended; what passed before still counts.
 * @param {string[]} vitestArguments
 * @param {object} [options]
 * @param {string} [options.node] the Node to run on
 * @param {Record<string, string | undefined>} [options.env]
 * @param {number} [options.silence] milliseconds in which no test ends and nothing is printed. Default: 15 minutes
 * @param {boolean} [options.show] default: true
 * @returns {Promise<import('./test-counts.mjs').Counts>}
 */
export function runVitest(vitestArguments, { node = process.execPath, env, silence = SILENCE, show = true } = {}) {
  return withTemporaryFolder(async (folder) => {
    const results = join(folder, 'results.json')
    const journal = join(folder, 'journal.jsonl')
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
    const reporters = [
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${results}`,
      `--reporter=${fileURLToPath(new URL('journal-reporter.mjs', import.meta.url))}`,
    ]
    const { ok, code, hung } = await run(node, [vitest, 'run', ...vitestArguments, ...reporters], {
      ...{ show, silence, journal },
      env: { ...env, INFONCE_TEST_JOURNAL: journal },
    })
    const ending = hung
      ? `vitest hung: nothing was heard of it for ${silence / 60_000} minutes`
      : `vitest ended with code ${code}`
    return countTests(results, journal, ok, ending)
  })
}
