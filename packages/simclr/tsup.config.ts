import type { Options } from 'tsup'
import { libraryWithBrowser } from '../../tsup.base.js'

const [node, browser] = libraryWithBrowser()

// The script of a worker is an entry of its own.
const options: Options[] = [
  { ...node, entry: { index: 'src/index.ts', worker: 'src/worker.ts' } },
  { ...browser, entry: { browser: 'src/browser.ts', 'browser.worker': 'src/browser.worker.ts' } },
]

export default options
