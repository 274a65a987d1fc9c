// A run that is to be resumed, and has come to its end already.

import { printJson, say } from './output.js'
import type { RunReader } from './run-options.js'

/**
 * Says that the run in a folder is finished, where it is, so that a loop that resumes a run until that succeeds comes
 * to its end; files that it has lost are written again. Says also where it has to be trained again. Returns whether it is
 * finished.
 * @throws RunFolderError where there is no run; what writing files throws
 */
export async function tellFinished(folder: string, runs: RunReader, json: boolean): Promise<boolean> {
  const finished = await runs.finish(folder)
  if (!finished) {
    const damaged = await runs.damagedFiles(folder)
    if (damaged.length > 0)
      say(`the run in ${folder} was finished, but ${lost(damaged)}: training again, to the same model`)
    return false
  }
  const { files, mended } = finished
  say(`the run in ${folder} is finished already${mended.length > 0 ? `: ${lost(mended)}, and written again` : ''}`)
  if (json) printJson({ type: 'exported', files })
  return true
}

const lost = (names: readonly string[]): string =>
  `${names.join(', ')} ${names.length > 1 ? 'were' : 'was'} missing or damaged`
