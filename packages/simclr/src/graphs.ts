// The graphs of a model of images.
import { type Graph, input, isInput, Random, type Tensor } from '@infonce/core'
import { TrainingGraphs } from '@infonce/nn'
import { type HostTensor, startParameters } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import { IMAGES, imageContrast } from './contrast.js'
import { metadata } from './metadata.js'
import { FixedLayers, keyName } from './network/layers.js'
import { encodeMaps, meanOf, project, quartersOf } from './network/network.js'
import { optimizerOf } from './optimizer-of.js'

/** The loss, gradient and step of a model. */
export function trainingGraphs(configuration: Configuration): TrainingGraphs {
  const { loss, metrics, parameters, carried } = imageContrast(configuration)
  return new TrainingGraphs({
    name: 'simclr',
    loss,
    metrics,
    parameters: parameters.map(({ tensor }) => tensor),
    optimizer: optimizerOf(configuration),
    carried,
    metadata: metadata(configuration),
  })
}

/**
 * `encoder.onnx`: `batch/images` float32 [N, C, S, S], pixels from 0 to 1, to representations `h` [N, H], what
 * downstream tasks read, the same of each quarter of the images, `quarters` [N, 4·H], which also says where things are,
 * and embeddings `z` [N, D], what the loss compared before they were scaled to length 1.
 */
export function encoderGraph(configuration: Configuration): Graph {
  const { channels, size } = configuration
  const layers = new FixedLayers(configuration)
  const images = input(IMAGES, 'float32', ['N', channels, size, size])
  const maps = encodeMaps(layers, images, configuration)
  const h = meanOf(maps)
  const z = project(layers, h, configuration)
  return {
    name: 'simclr.encoder',
    inputs: [...layers.inputs, images],
    outputs: { h, quarters: quartersOf(maps), z },
    metadata: metadata(configuration),
  }
}

/** The length H of a representation. */
export const representationWidth = (configuration: Configuration): number =>
  encoderGraph(configuration).outputs.h!.shape[1] as number

/** Names of the numbers of a model: what its encoder reads. */
export const modelNames = (configuration: Configuration): ReadonlyMap<string, Tensor['shape']> =>
  new Map(
    encoderGraph(configuration)
      .inputs.filter(isInput)
      .filter(({ attributes: { name } }) => name !== IMAGES)
      .map(({ attributes: { name, shape } }) => [name, shape]),
  )

/**
 * Writes the numbers that training starts from, each parameter's a function of the seed and its name alone; a momentum
 * encoder starts as a copy.
 */
export function initialize(configuration: Configuration, values: Readonly<Record<string, HostTensor>>): void {
  const random = Random.fromSeed(configuration.seed).split('parameters')
  startParameters(imageContrast(configuration).parameters, values, random)
  for (const [name, { data }] of Object.entries(values)) {
    const copy = name.startsWith('parameter/') ? values[keyName(name)] : undefined
    copy?.data.set(data as never)
  }
}
