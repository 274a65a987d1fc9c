// Loads the model in a folder for a command that uses it.
import { type Cpc, cpc } from '@infonce/cpc'
import { modelOpener } from '../../model-folder.js'
import { type RunReader, runsOf } from '../../run-options.js'

export const runs: RunReader = runsOf('cpc', cpc)

/** The model that `train` wrote into a folder. */
export const openModel: (folder: string) => Promise<Cpc> = modelOpener('cpc', cpc)
