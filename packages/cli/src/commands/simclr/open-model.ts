// Loads the model in a folder for a command that asks it something.
import { describeRun, isFinished, loadModel, MODEL_FILES, type SimClr } from '@infonce/simclr'
import { checkModelFolder } from '../../model-folder.js'
import type { RunReader } from '../../run-options.js'

export const runs: RunReader = {
  model: 'simclr',
  lastFile: MODEL_FILES.at(-1)!,
  describe: describeRun,
  isFinished,
}

/**
 * The model that `train` wrote into a folder.
 * @throws RunFolderError that says what to do where there is none, or its training has not ended
 */
export async function openModel(folder: string): Promise<SimClr> {
  await checkModelFolder(folder, runs)
  return loadModel(folder)
}
