// Loads the model in a folder for a command that asks it something.
import { damagedFiles, describeRun, finishRun, isFinished, loadModel, MODEL_FILES, type SimClr } from '@infonce/simclr'
import { modelOpener } from '../../model-folder.js'
import type { RunReader } from '../../run-options.js'

export const runs: RunReader = {
  model: 'simclr',
  lastFile: MODEL_FILES.at(-1)!,
  describe: describeRun,
  isFinished,
  finish: finishRun,
  damagedFiles,
}

/** The model that `train` wrote into a folder. */
export const openModel: (folder: string) => Promise<SimClr> = modelOpener(runs, loadModel)
