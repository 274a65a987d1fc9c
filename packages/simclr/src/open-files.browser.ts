// In the place of `open-files.ts` in builds for browsers.
import { ValueError } from '@infonce/core'
import type { OpenedImages } from './data/image-options.js'

/** @throws ValueError always: a page has no files */
export async function openFiles(path: string): Promise<OpenedImages> {
  throw new ValueError(
    `${path}: files cannot be opened in a browser: draw them on a canvas, and pass the pixels (kind 'memory')`,
  )
}
