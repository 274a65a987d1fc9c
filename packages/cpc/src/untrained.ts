// A model before training: what representations are worth that nothing was learned for.
import { isInput } from '@infonce/core'
import { type HostTensor, hostTensor } from '@infonce/runtime'
import { type Configuration, type ConfigurationInput, parseConfiguration } from './configuration.js'
import { Cpc } from './cpc.js'
import { initialize, trainingGraphs } from './graphs.js'

/**
 * The model that training with a configuration starts from. Give the gain: nothing is measured.
 * @throws ConfigurationError for impossible settings
 */
export function untrainedModel(input: ConfigurationInput): Cpc {
  const configuration: Configuration = parseConfiguration(input)
  const values: Record<string, HostTensor> = {}
  for (const { attributes } of trainingGraphs(configuration).definition.parameters.filter(isInput)) {
    const shape = attributes.shape as number[]
    const count = shape.reduce((a, b) => a * b, 1)
    values[attributes.name] = hostTensor('float32', shape, new Float32Array(count))
  }
  initialize(configuration, values)
  return new Cpc(configuration, values)
}
