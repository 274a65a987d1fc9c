// Counts checks, prints a line for each, and says at the end what failed.

/** Thrown by a check to fail with a text that explains itself, without a stack. */
export class CheckFailure extends Error {}

/** The outcome of many checks. */
export class Report {
  passed = 0
  failed = 0
  skipped = 0
  /** @type {string[]} */
  #failures = []

  /**
   * Runs one check, prints its line, and counts it. A check fails by throwing.
   * @template T
   * @param {string} title
   * @param {() => T | Promise<T>} work what it returns, if text, is shown beside the title
   * @returns {Promise<T | undefined>} what the check returned, undefined if it failed
   */
  async check(title, work) {
    const start = performance.now()
    try {
      const result = await work()
      this.passed++
      const note = typeof result === 'string' ? `: ${result}` : ''
      console.log(`✓ ${title}${note} (${elapsed(start)})`)
      return result
    } catch (error) {
      this.failed++
      this.#failures.push(title)
      console.log(`✗ ${title} (${elapsed(start)})\n${indent(explain(error))}`)
      return undefined
    }
  }

  /**
   * Leaves out a check that this machine cannot do, and counts it as skipped; in continuous integration, where nothing
   * may be missing, as failed.
   * @param {string} title
   * @param {string} missing why, and what to do
   */
  async leaveOut(title, missing) {
    if (process.env.CI === 'true') {
      await this.check(title, () => Promise.reject(new CheckFailure(missing)))
      return
    }
    this.skipped++
    console.log(`- ${title}: skipped, ${missing}`)
  }

  /**
   * Adds the counts of a test runner.
   * @param {string} title
   * @param {{ passed: number, failed: number, skipped: number, failures: string[] }} counts
   */
  add(title, counts) {
    this.passed += counts.passed
    this.failed += counts.failed
    this.skipped += counts.skipped
    this.#failures.push(...counts.failures.map((name) => `${title}: ${name}`))
  }

  /** Prints what failed and, as the last line, the totals; sets the exit code. */
  finish() {
    if (this.#failures.length > 0) console.log(`\nFailed:\n${indent(this.#failures.join('\n'))}`)
    console.log(`\n${this.passed} passed, ${this.failed} failed${this.skipped > 0 ? `, ${this.skipped} skipped` : ''}`)
    process.exitCode = this.failed > 0 ? 1 : 0
  }
}

/** @param {unknown} error */
function explain(error) {
  if (error instanceof CheckFailure) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** @param {string} text */
function indent(text) {
  // A stack trace may quote a line of minified code.
  const lines = text.trimEnd().split('\n')
  return lines.map((line) => `    ${line.length > 400 ? `${line.slice(0, 400)}…` : line}`).join('\n')
}

/** @param {number} start */
function elapsed(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}
