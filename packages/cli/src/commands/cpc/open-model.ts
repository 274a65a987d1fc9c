// Loads the model in a folder for a command that asks it something.
import { type Cpc, describeRun, isFinished, loadModel, MODEL_FILES } from '@infonce/cpc'
import { checkModelFolder } from '../../model-folder.js'
import type { RunReader } from '../../run-options.js'

export const runs: RunReader = {
  model: 'cpc',
  lastFile: MODEL_FILES.at(-1)!,
  describe: describeRun,
  isFinished,
}

/**
 * The model that `train` wrote into a folder.
 * @throws RunFolderError that says what to do where there is none, or its training has not ended
 */
export async function openModel(folder: string): Promise<Cpc> {
  await checkModelFolder(folder, runs)
  return loadModel(folder)
}
