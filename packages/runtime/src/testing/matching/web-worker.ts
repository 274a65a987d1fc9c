// The script of a Web Worker that trains, as vitest serves it.
import './browser.worker.js'

// Vitest has dynamic imports go by way of its runner, and a worker has none.
Object.assign(globalThis, { __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() } })
