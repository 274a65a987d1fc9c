// Loads the model in a folder for a command that asks it something.
import { type Cpc, damagedFiles, describeRun, finishRun, isFinished, loadModel, MODEL_FILES } from '@infonce/cpc'
import { modelOpener } from '../../model-folder.js'
import type { RunReader } from '../../run-options.js'

export const runs: RunReader = {
  model: 'cpc',
  lastFile: MODEL_FILES.at(-1)!,
  describe: describeRun,
  isFinished,
  finish: finishRun,
  damagedFiles,
}

/** The model that `train` wrote into a folder. */
export const openModel: (folder: string) => Promise<Cpc> = modelOpener(runs, loadModel)
