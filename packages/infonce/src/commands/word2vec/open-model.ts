// Loads the model in a folder for a command that asks it something.
import {
  damagedFiles,
  describeRun,
  finishRun,
  isFinished,
  loadModel,
  MODEL_FILES,
  type Word2vec,
} from '@infonce/word2vec'
import { modelOpener } from '../../model-folder.js'
import type { RunReader } from '../../run-options.js'

export const runs: RunReader = {
  model: 'word2vec',
  lastFile: MODEL_FILES.at(-1)!,
  describe: describeRun,
  isFinished,
  finish: finishRun,
  damagedFiles,
}

/** The model that `train` wrote into a folder. */
export const openModel: (folder: string) => Promise<Word2vec> = modelOpener(runs, loadModel)
