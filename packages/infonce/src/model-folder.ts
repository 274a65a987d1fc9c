// The folder of a model that a command asks something.
import { stat } from 'node:fs/promises'
import { type FolderDefinition, loadModel, type ModelTypes, RunFolderError } from '@infonce/runtime'
import { isUnfinished, type RunReader, runsOf } from './run-options.js'
import { commandLine } from './shell-words.js'

/**
 * Makes sure that `train` has written a model into a folder.
 * @throws RunFolderError that says what to do where there is none, or its training has not ended
 */
export async function checkModelFolder(folder: string, runs: RunReader): Promise<void> {
  if (await runs.isFinished(folder)) return
  const found = await stat(folder).catch(() => undefined)
  const wanted = `give the folder that infonce ${runs.model} train wrote`
  if (!found) throw new RunFolderError(`${folder}: no such folder: ${wanted}`)
  if (!found.isDirectory()) throw new RunFolderError(`${folder} is a file, expected a folder: ${wanted}`)
  if (await isUnfinished(folder, runs)) {
    const resume = commandLine(runs.model, 'train', '--resume', folder)
    throw new RunFolderError(`the run in ${folder} is not finished, so it has no model yet: resume it with ${resume}`)
  }
  throw new RunFolderError(`${folder} holds no model (no ${runs.lastFile}): ${wanted}`)
}

/** What loads the model that `train` of a command wrote; it throws what {@link checkModelFolder} and loading throw. */
export function modelOpener<T extends ModelTypes, Details extends object>(
  command: string,
  definition: FolderDefinition<T, Details>,
): (folder: string) => Promise<T['model']> {
  return async (folder) => {
    await checkModelFolder(folder, runsOf(command, definition))
    return loadModel(definition, folder)
  }
}
