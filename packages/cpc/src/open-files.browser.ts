// In the place of `open-files.ts` in builds for browsers.
import { ValueError } from '@infonce/core'
import type { OpenedSeries } from './data/open-series.js'

/** @throws ValueError always: a page has no files */
export async function openFiles(path: string): Promise<OpenedSeries> {
  throw new ValueError(
    `${path}: files cannot be opened in a browser: read their bytes, and pass the samples (kind 'memory')`,
  )
}
