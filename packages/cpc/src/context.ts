// The autoregressive context: what the frames so far say of those to come.
import {
  add,
  concat,
  conv,
  type Dimension,
  expand,
  gru,
  relu,
  reshape,
  type Shape,
  scalar,
  slice,
  subtractDimensions,
  type Tensor,
  transpose,
} from '@infonce/core'
import { type StartingParameter, weightOf } from '@infonce/runtime'
import type { Configuration } from './configuration.js'

/** A context network with its parameters. */
export interface Context {
  readonly parameters: readonly StartingParameter[]
  /** Shape of the state that a stream carries, for N streams. */
  readonly stateShape: (streams: Dimension) => Shape
  /**
   * Frames z [N, L, Z] and the state before them to contexts c [N, L, H], each of the frames up to its own, and the
   * state after them.
   */
  readonly advance: (frames: Tensor, state: Tensor) => { readonly contexts: Tensor; readonly next: Tensor }
}

const byTime = (x: Tensor): Tensor => transpose(x, [1, 0, 2])

/** Contexts by the name of the `context` setting. */
const kinds: Readonly<Record<Configuration['context'], (configuration: Configuration) => Context>> = {
  gru({ widths, contextWidth: H }) {
    const own = (name: string, shape: readonly number[]): StartingParameter => weightOf(`context.${name}`, shape, H)
    const weights = [
      own('input-weight', [3 * H, widths.at(-1)!]),
      own('recurrent-weight', [3 * H, H]),
      own('input-bias', [3 * H]),
      own('recurrent-bias', [3 * H]),
    ] as const
    const [inputWeight, recurrentWeight, inputBias, recurrentBias] = weights.map(({ tensor }) => tensor) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ]
    return {
      parameters: weights,
      stateShape: (streams) => [streams, H],
      advance(frames, state) {
        const states = gru(byTime(frames), inputWeight, recurrentWeight, inputBias, recurrentBias, state)
        const [length, streams] = states.shape as [Dimension, Dimension]
        const last = slice(states, 0, subtractDimensions(length, 1), length)
        return { contexts: byTime(states), next: reshape(last, [streams, H]) }
      },
    }
  },
  convolution({ widths, contextWidth, contextKernel, contextLayers }) {
    const layers = Array.from({ length: contextLayers }, (_, n) => {
      const inputs = n === 0 ? widths.at(-1)! : contextWidth
      const own = (name: string, shape: readonly number[]): StartingParameter =>
        weightOf(`context.${n + 1}.${name}`, shape, inputs * contextKernel)
      const weight = own('weight', [contextWidth, inputs, contextKernel])
      return { weight, bias: own('bias', [contextWidth]), dilation: 2 ** n }
    })
    /** Frames before its own that a context sees. */
    const past = layers.reduce((total, { dilation }) => total + dilation * (contextKernel - 1), 0)
    return {
      parameters: layers.flatMap(({ weight, bias }) => [weight, bias]),
      stateShape: (streams) => [streams, past, widths.at(-1)!],
      advance(frames, state) {
        const all = concat([state, frames], 1)
        const length = all.shape[1]!
        const contexts = layers.reduce(
          (x, { weight, bias, dilation }) =>
            relu(add(conv(x, weight.tensor, { dilations: dilation }), reshape(bias.tensor, [contextWidth, 1]))),
          transpose(all),
        )
        return { contexts: transpose(contexts), next: slice(all, 1, subtractDimensions(length, past), length) }
      },
    }
  },
}

/** The context network of a configuration. */
export const contextOf = (configuration: Configuration): Context => kinds[configuration.context](configuration)

/** The state before the first frame: zeros. */
export const initialState = ({ stateShape }: Context, streams: Dimension): Tensor =>
  expand(scalar(0), stateShape(streams))
