// The encoder: strided convolutions from samples to frames, as expressions in two forms.
import { add, conv, multiply, relu, type Tensor, transpose } from '@infonce/core'
import { convolveSequence, layerNormalize } from '@infonce/nn'
import { constantOf, type StartingParameter, weightOf } from '@infonce/runtime'
import type { Configuration } from './configuration.js'

/** One layer: a convolution with its bias, a normalization if it has one, and a ReLU. */
export interface EncoderLayer {
  readonly stride: number
  /** `parameter/encoder.<n>.weight` [width, channels of the layer before, kernel]. */
  readonly weight: StartingParameter
  /** What is convolved with: the weight, in the first layer times the gain, which spares a pass over the samples. */
  readonly filter: Tensor
  /** `parameter/encoder.<n>.bias` [width]. */
  readonly bias: StartingParameter
  /** `parameter/encoder.<n>.gain` and `parameter/encoder.<n>.shift` [width]. */
  readonly normalization?: { readonly gain: StartingParameter; readonly shift: StartingParameter }
}

/** The layers of a configuration, each with its parameters. */
export function encoderLayers(configuration: Configuration): EncoderLayer[] {
  const { channels, widths, kernels, strides, normalization, gain } = configuration
  return widths.map((width, n) => {
    const name = `encoder.${n + 1}`
    const shape = [width, widths[n - 1] ?? channels, kernels[n]!] as const
    const fanIn = shape[1] * shape[2]
    const weight = weightOf(`${name}.weight`, shape, fanIn)
    return {
      stride: strides[n]!,
      weight,
      filter: n === 0 ? multiply(weight.tensor, gain ?? 1) : weight.tensor,
      bias: weightOf(`${name}.bias`, [width], fanIn),
      ...(normalization === 'channel' && {
        normalization: { gain: constantOf(`${name}.gain`, [width], 1), shift: constantOf(`${name}.shift`, [width], 0) },
      }),
    }
  })
}

/** The parameters of layers, in order. */
export const layerParameters = (layers: readonly EncoderLayer[]): StartingParameter[] =>
  layers.flatMap(({ weight, bias, normalization }) => [weight, bias, ...Object.values(normalization ?? {})])

/**
 * Samples [N, channels, S] to frames [N, L, width] by ONNX's Conv, without padding: a runtime gives
 * ⌊(S − receptive field)/stride⌋ + 1 frames whatever S is.
 */
export function encodeSeries(samples: Tensor, layers: readonly EncoderLayer[]): Tensor {
  const channelsFirst = [0, 2, 1]
  const frames = layers.reduce((x, layer) => {
    const convolved = conv(x, layer.filter, { strides: layer.stride })
    return transpose(activate(transpose(convolved, channelsFirst), layer), channelsFirst)
  }, samples)
  return transpose(frames, channelsFirst)
}

/** The same from samples [N, S, channels], S a number, in the form that training is fastest in. */
export function encodeWindows(samples: Tensor, layers: readonly EncoderLayer[]): Tensor {
  return layers.reduce((x, layer) => activate(convolveSequence(x, layer.filter, layer.stride), layer), samples)
}

function activate(x: Tensor, { bias, normalization }: EncoderLayer): Tensor {
  const biased = add(x, bias.tensor)
  if (!normalization) return relu(biased)
  return relu(layerNormalize(biased, normalization.gain.tensor, normalization.shift.tensor))
}
