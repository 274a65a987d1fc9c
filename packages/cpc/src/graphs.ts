// The graphs of a CPC model.
import { type Graph, input, Random, subtractDimensions, type Tensor } from '@infonce/core'
import { adam, TrainingGraphs } from '@infonce/nn'
import { type HostTensor, startParameters } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import { contextOf, initialState } from './context.js'
import { contrastivePrediction } from './contrastive-prediction.js'
import { encoderLayers, encodeSeries, layerParameters } from './encoder.js'
import { frameStride, geometryOf, receptiveField } from './geometry.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'

/** What every file says of the model. */
function metadata(configuration: Configuration): Record<string, string> {
  const layers = geometryOf(configuration)
  return {
    package: PACKAGE_NAME,
    version: PACKAGE_VERSION,
    model: 'contrastive predictive coding',
    loss: 'infonce',
    paper: 'van den Oord et al. 2018, Representation Learning with Contrastive Predictive Coding',
    samplesPerFrame: String(frameStride(layers)),
    receptiveField: String(receptiveField(layers)),
    configuration: JSON.stringify(configuration),
  }
}

/** The loss, gradient and step of a CPC model, trained by Adam. */
export function trainingGraphs(configuration: Configuration): TrainingGraphs {
  const { loss, metrics, parameters } = contrastivePrediction(configuration)
  return new TrainingGraphs({
    name: 'cpc',
    loss,
    metrics,
    parameters: parameters.map(({ tensor }) => tensor),
    optimizer: adam(),
    metadata: metadata(configuration),
  })
}

/** Samples to frames and contexts. */
interface Encoding {
  readonly parameters: readonly Tensor[]
  readonly outputs: Readonly<Record<'z' | 'c' | 'next', Tensor>>
}

function encode(configuration: Configuration, samples: Tensor, state: Tensor): Encoding {
  const layers = encoderLayers(configuration)
  const context = contextOf(configuration)
  const z = encodeSeries(samples, layers)
  const { contexts: c, next } = context.advance(z, state)
  const parameters = [...layerParameters(layers), ...context.parameters].map(({ tensor }) => tensor)
  return { parameters, outputs: { z, c, next } }
}

/** Samples of L frames, `receptiveField + (L − 1)·stride`. */
function samplesInput(configuration: Configuration): Tensor {
  const layers = geometryOf(configuration)
  const [stride, field] = [frameStride(layers), receptiveField(layers)]
  const length = subtractDimensions(`${stride}*L`, stride - field)
  return input('batch/samples', 'float32', ['N', configuration.channels, length])
}

/** What a file says instead of the number of samples of whole frames: it takes any number that gives a frame. */
const anyLength = ({ shape }: Tensor): Record<string, string> => ({ [String(shape[2])]: 'S' })

/**
 * `encoder.onnx`: `batch/samples` float32 [N, channels, S], any S from the receptive field up, to frames `z` [N, L, Z]
 * and contexts `c` [N, L, H], L = ⌊(S − receptive field)/stride⌋ + 1; what is left over gives no frame.
 */
export function encoderGraph(configuration: Configuration): Graph {
  const samples = samplesInput(configuration)
  const state = initialState(contextOf(configuration), 'N')
  const { parameters, outputs } = encode(configuration, samples, state)
  return {
    name: 'cpc.encoder',
    inputs: [...parameters, samples],
    outputs: { z: outputs.z, c: outputs.c },
    metadata: metadata(configuration),
    dimensionNames: anyLength(samples),
  }
}

/**
 * `stream.onnx`: the same for a part of a stream, with the context's state before it, `state/context`, and after it,
 * `next/state/context`. A part begins with the last `receptive field − stride` samples of the one before, and more where
 * that left some over.
 */
export function streamGraph(configuration: Configuration): Graph {
  const samples = samplesInput(configuration)
  const state = input('state/context', 'float32', contextOf(configuration).stateShape('N'))
  const { parameters, outputs } = encode(configuration, samples, state)
  return {
    name: 'cpc.stream',
    inputs: [...parameters, samples, state],
    outputs: { z: outputs.z, c: outputs.c, 'next/state/context': outputs.next },
    metadata: metadata(configuration),
    dimensionNames: anyLength(samples),
  }
}

/** Writes the numbers that training starts from, each parameter's a function of the seed and its name alone. */
export function initialize(configuration: Configuration, values: Readonly<Record<string, HostTensor>>): void {
  const random = Random.fromSeed(configuration.seed).split('parameters')
  startParameters(contrastivePrediction(configuration).parameters, values, random)
}
