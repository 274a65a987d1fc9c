// Loads the model in a folder for a command that uses it.
import { type SimClr, simclr } from '@infonce/simclr'
import { modelOpener } from '../../model-folder.js'
import { type RunReader, runsOf } from '../../run-options.js'

export const runs: RunReader = runsOf('simclr', simclr)

/** The model that `train` wrote into a folder. */
export const openModel: (folder: string) => Promise<SimClr> = modelOpener('simclr', simclr)
