// What an encoder reads of a training under way.
import type { HostTensor, Trainer } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import { modelNames } from './graphs.js'

/** The numbers of the model as they are now; those of a projection head only where one is trained. */
export async function readEncoderNumbers(
  trainer: Trainer,
  configuration: Configuration,
): Promise<Record<string, HostTensor>> {
  const all = { ...(await trainer.readParameters()), ...(await trainer.readState()) }
  const names = [...modelNames(configuration).keys()].filter((name) => Object.hasOwn(all, name))
  return Object.fromEntries(names.map((name) => [name, all[name]!]))
}
