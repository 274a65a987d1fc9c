// Loads the model in a folder for a command that asks it something.
import { stat } from 'node:fs/promises'
import { describeRun, isFinished, loadModel, RunFolderError, type Word2vec } from '@infonce/word2vec'
import { commandLine } from './shell-words.js'

/**
 * The model that `train` wrote into a folder.
 * @throws RunFolderError that says what to do where there is none, or its training has not ended
 */
export async function openModel(folder: string): Promise<Word2vec> {
  if (await isFinished(folder)) return loadModel(folder)
  const found = await stat(folder).catch(() => undefined)
  const wanted = 'give the folder that infonce word2vec train wrote'
  if (!found) throw new RunFolderError(`${folder}: no such folder: ${wanted}`)
  if (!found.isDirectory()) throw new RunFolderError(`${folder} is a file, expected a folder: ${wanted}`)
  const begun = await describeRun(folder).then(
    () => true,
    () => false,
  )
  if (begun) {
    const resume = commandLine('word2vec', 'train', '--resume', folder)
    throw new RunFolderError(`the run in ${folder} is not finished, so it has no model yet: go on with it by ${resume}`)
  }
  throw new RunFolderError(`${folder} holds no model (no parameters.safetensors): ${wanted}`)
}
