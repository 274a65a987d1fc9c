// The folder of the demonstration: its own to replace, and nobody else's.
import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { RunFolderError, writeFileAtomic } from '@infonce/runtime'
import { clearRun, describeRun, readText } from '@infonce/word2vec'
import { makeFolder } from './output-folder.js'

const MARKER = 'about-this-folder.txt'
const MARK = 'This folder was made by `infonce demo`, and another `infonce demo` replaces what it made.'
const ABOUT = `${MARK}

atlas.txt                the corpus: sentences about the countries of the world, written by a seeded grammar
analogies-held-out.txt   questions about facts that the corpus never states
analogies-stated.txt     questions about facts that it does
encoder.onnx             word ids to vectors, weights inside
loss.onnx, gradient.onnx, step.onnx
                         the loss, its gradient, and the whole training step as standard ONNX graphs
parameters.safetensors   the trained numbers
vocabulary.txt           the words in the order of their ids, with their counts
run.json                 the settings of the run
`

export const CORPUS_FILE = 'atlas.txt'
export const HELD_OUT_FILE = 'analogies-held-out.txt'
export const STATED_FILE = 'analogies-stated.txt'

/**
 * Makes the folder ready for a demonstration. What an earlier one made is removed; files that somebody put there stay.
 * @throws RunFolderError when the folder holds anything but a demonstration
 */
export async function prepareDemoFolder(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    if (error.code === 'ENOTDIR') throw new RunFolderError(`${folder} is a file: give a folder with --out`)
    throw error
  })
  if (found.length > 0) {
    if (!(await isDemo(folder, found)))
      throw new RunFolderError(`${folder} holds other things than a demo: give another folder with --out`)
    await clearRun(folder)
    for (const name of [CORPUS_FILE, HELD_OUT_FILE, STATED_FILE]) await rm(join(folder, name), { force: true })
  }
  await makeFolder(folder)
  await writeFileAtomic(join(folder, MARKER), ABOUT)
}

async function isDemo(folder: string, found: readonly string[]): Promise<boolean> {
  if (!found.includes(MARKER) || !(await readText(join(folder, MARKER))).startsWith(MARK)) return false
  if (!found.includes('run.json')) return true
  // Somebody may have trained on a text of their own in the folder of an old demonstration.
  const run = await describeRun(folder).catch(() => undefined)
  return run === undefined || basename(run.corpus.name) === CORPUS_FILE
}
