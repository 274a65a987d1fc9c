// Tells which kinds of files are left out, and what is lost by it.
import type { FilesFound } from '@infonce/runtime'
import { fileCountsText } from '@infonce/runtime/internals'
import { count } from './numbers.js'

/** Values of a label that are named at most. */
const MOST_NAMED = 5

/** Lines that say what is left out; none where nothing is. */
export function foundLines({ read, leftOut, lost }: FilesFound): string[] {
  if (Object.keys(leftOut).length === 0) return []
  return [
    `read: ${fileCountsText(read)}; ignored files of other kinds: ${fileCountsText(leftOut)}`,
    ...Object.entries(lost).map(([label, values]) => {
      const more = values.length > MOST_NAMED ? ` and ${count(values.length - MOST_NAMED)} more` : ''
      return `no file is read of ${label} ${values.slice(0, MOST_NAMED).join(', ')}${more}: convert these files to train on them too`
    }),
  ]
}
