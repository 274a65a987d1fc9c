// Loads the model in a folder for a command that uses it.
import { loadModel, type Word2vec, word2vecInFolder } from '@infonce/word2vec'
import { modelOpener } from '../../model-folder.js'
import { type RunReader, runsOf } from '../../run-options.js'

export const runs: RunReader = runsOf('word2vec', word2vecInFolder)

/** The model that `train` wrote into a folder. */
export const openModel: (folder: string) => Promise<Word2vec> = modelOpener(runs, loadModel)
