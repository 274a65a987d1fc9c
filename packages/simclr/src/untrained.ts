// A model before training: what representations are worth that nothing was learned for.
import { dimensionSize, isInput } from '@infonce/core'
import { type HostTensor, hostTensor } from '@infonce/runtime'
import { type ConfigurationInput, parseConfiguration } from './configuration.js'
import { IMAGES } from './contrast.js'
import { encoderGraph, initialize, trainingGraphs } from './graphs.js'
import { SimClr } from './simclr.js'

/**
 * The model that training with a configuration starts from. Give the level: nothing is measured. Running statistics of
 * batch normalization stand at mean 0 and variance 1.
 * @throws ConfigurationError for impossible settings
 */
export function untrainedModel(input: ConfigurationInput): SimClr {
  const configuration = parseConfiguration(input)
  const initial = new Map(trainingGraphs(configuration).stateSlots.map((slot) => [slot.name, slot.initial]))
  const values: Record<string, HostTensor> = {}
  for (const { attributes } of encoderGraph(configuration).inputs.filter(isInput)) {
    const { name, shape } = attributes
    if (name === IMAGES) continue
    const dims = shape.map((size) => dimensionSize(size, new Map()))
    const count = dims.reduce((a, b) => a * b, 1)
    values[name] = hostTensor('float32', dims, new Float32Array(count).fill(initial.get(name) ?? 0))
  }
  initialize(configuration, values)
  return new SimClr(configuration, values)
}
