// What is asked of the page of scripts/fixtures/page in a browser, and what it has to answer.
import { CheckFailure } from './report.mjs'

// Far more than a busy machine takes; a page that hangs must not hang the checks.
const TIMEOUT = 180_000

/**
 * @typedef {import('playwright').Page} Page
 * @typedef {<T>(path: string, use: (page: Page) => Promise<T>, script?: string) => Promise<T>} OnPage
 */

/**
 * Opens a page, uses it and closes it.
 * @template T
 * @param {import('playwright').Browser} browser
 * @param {string} address
 * @param {(page: Page) => Promise<T>} use
 * @param {string} [script] runs before the page's own
 * @returns {Promise<T>}
 */
export async function onPage(browser, address, use, script) {
  const page = await browser.newPage()
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new CheckFailure(`${address} has no answer after ${TIMEOUT / 1000} s`)), TIMEOUT)
  })
  try {
    if (script !== undefined) await page.addInitScript(script)
    await page.goto(address)
    return await /** @type {Promise<T>} */ (Promise.race([use(page), late]))
  } finally {
    clearTimeout(timer)
    await page.close()
  }
}

/**
 * Has the page train, and looks at what came of it.
 * @param {Page} page
 * @param {string} call of one of the page's functions
 * @param {{ provider?: string, threads?: number }} expected
 * @returns {Promise<string>} the losses
 */
export async function checkOutcome(page, call, { provider, threads }) {
  const outcome = /** @type {import('../fixtures/page/outcome.js').Outcome} */ (await page.evaluate(`page.${call}`))
  const told = JSON.stringify(outcome)
  if (provider !== undefined && outcome.provider !== provider) throw new CheckFailure(`not on ${provider}: ${told}`)
  if (outcome.partlyOnCpu) throw new CheckFailure(`partly on the CPU: ${told}`)
  if (!(outcome.lastLoss < 0.8 * outcome.firstLoss)) throw new CheckFailure(`the loss did not fall: ${told}`)
  const subjects = /** @type {string[]} */ (await page.evaluate('page.metals'))
  if (outcome.near.length !== 5 || !outcome.near.every((word) => subjects.includes(word)))
    throw new CheckFailure(`gold is near to other things than metals: ${told}`)
  const found = threads === undefined ? undefined : await page.evaluate(`page.threads('${outcome.provider}')`)
  if (found !== threads) throw new CheckFailure(`${found} threads instead of ${threads}`)
  // Of the threads the page itself is one.
  if (threads !== undefined && page.workers().length !== threads - 1)
    throw new CheckFailure(`${page.workers().length} workers for ${threads} threads`)
  return `${outcome.provider}, loss ${outcome.firstLoss.toFixed(0)} to ${outcome.lastLoss.toFixed(0)}`
}

/**
 * Has pages train, and looks at which build of onnxruntime-web they fetched: one, the provider's.
 * @param {import('./static-server.mjs').StaticServer} server
 * @param {'wasm' | 'webgpu'} build
 * @param {() => Promise<string>} training
 * @returns {Promise<string>} what training returned, and the size of the file
 */
export async function checkFetched(server, build, training) {
  const before = server.requests.length
  const told = await training()
  const fetched = server.requests.slice(before).filter(({ path }) => path.endsWith('.wasm'))
  const paths = fetched.map(({ path }) => path)
  if (fetched.length === 0 || paths.some((path) => path.includes('asyncify') !== (build === 'webgpu')))
    throw new CheckFailure(`for ${build} the page fetched ${paths.join(', ') || 'no .wasm file'}`)
  return `${told}, ${((fetched[0]?.bytes ?? 0) / 1e6).toFixed(1)} MB of WebAssembly`
}

const gpu = (/** @type {string} */ value) =>
  `Object.defineProperty(Navigator.prototype, 'gpu', { get: () => (${value}) })`

/** What a page lacks, what it then asks for, and what it has to be told. */
const ERRORS = [
  { script: gpu('undefined'), call: "train('webgpu')", expected: /no navigator\.gpu here; provider 'wasm'/ },
  {
    script: gpu('{ requestAdapter: async () => null }'),
    call: "train('webgpu')",
    expected: /no graphics adapter: turn on/,
  },
  { path: 'without-wasm', call: "train('wasm')", expected: /does not start: .*env\.wasm\.wasmPaths/ },
  { path: 'without-wasm', call: "train('webgpu')", expected: /does not start: .*env\.wasm\.wasmPaths/ },
  { path: 'without-wasm', call: "trainInWorker('wasm')", expected: /does not start: .*env\.wasm\.wasmPaths/ },
  { path: 'half-isolated', call: "train('wasm')", expected: /does not start: .*Cross-Origin-Embedder-Policy/ },
]

/**
 * Checks that each lack is told as a `ProviderError` of one line.
 * @param {OnPage} on
 */
export async function checkErrors(on) {
  for (const { path = 'plain', script, call, expected } of ERRORS) {
    const told = await on(
      `${path}/index.html`,
      (page) => page.evaluate(`page.${call}.then(() => 'no error', ({ name, message }) => name + ': ' + message)`),
      script,
    )
    const text = String(told)
    if (!text.startsWith('ProviderError: ') || text.includes('\n') || !expected.test(text))
      throw new CheckFailure(`${path}, ${call}: ${text}`)
  }
  return `${ERRORS.length} of them`
}
