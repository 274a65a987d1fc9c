// What `infonce demo` leaves in its folder.
import { basename } from 'node:path'
import { clearRun, describeRun } from '@infonce/runtime'
import { word2vec } from '@infonce/word2vec'
import type { Demonstration } from '../demo-folder.js'

export const CORPUS_FILE = 'atlas.txt'
export const HELD_OUT_FILE = 'analogies-held-out.txt'
export const STATED_FILE = 'analogies-stated.txt'

export const atlasDemonstration: Demonstration = {
  command: 'infonce demo',
  about: `atlas.txt                the corpus: sentences about the countries of the world, written by a seeded grammar
analogies-held-out.txt   questions about facts that the corpus never states
analogies-stated.txt     questions about facts that it does
encoder.onnx             word ids to vectors, weights inside
loss.onnx, gradient.onnx, step.onnx
                         the loss, its gradient, and the whole training step as standard ONNX graphs
parameters.safetensors   the trained numbers
vocabulary.txt           the words in the order of their ids, with their counts
run.json                 the settings of the run
`,
  files: [CORPUS_FILE, HELD_OUT_FILE, STATED_FILE],
  clearRun: (folder) => clearRun(word2vec, folder),
  isOwnRun: async (folder) => {
    const run = await describeRun(word2vec, folder).catch(() => undefined)
    return run === undefined || basename(run.corpus.name) === CORPUS_FILE
  },
}
