// Loads the model in a folder for a command that uses it.
import { type Word2vec, word2vec } from '@infonce/word2vec'
import { modelOpener } from '../../model-folder.js'
import { type RunReader, runsOf } from '../../run-options.js'

export const runs: RunReader = runsOf('word2vec', word2vec)

/** The model that `train` wrote into a folder. */
export const openModel: (folder: string) => Promise<Word2vec> = modelOpener('word2vec', word2vec)
