// Series to frames and contexts, by encoder.onnx.
import { ValueError } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import { hostTensor, openSession, type Session, type TrainerOptions, weightsFor } from '@infonce/runtime'
import { defaultProvider } from '@infonce/runtime/internals'
import type { Cpc } from './cpc.js'
import { checkFinite } from './data/check-finite.js'
import { SeriesError } from './errors.js'
import type { Frames } from './frames.js'
import { framesOf, geometryOf, type LayerGeometry, receptiveField } from './geometry.js'
import { encoderGraph } from './graphs.js'
import { levelled, levelOf } from './series-level.js'

/** Where an encoder runs: by default on `'cpu'` in Node, `'auto'` in a browser, with as many threads as the process may use. */
export type EncoderOptions = Pick<TrainerOptions, 'provider' | 'threads'>

/** Encodes whole series, of any length from the receptive field up. Close it when it is not needed any more. */
export class SeriesEncoder {
  private readonly layers: readonly LayerGeometry[]

  private constructor(
    private readonly model: Cpc,
    private readonly session: Session,
  ) {
    this.layers = geometryOf(model.configuration)
  }

  /** @throws ProviderError when the provider cannot be used here */
  static async open(model: Cpc, options: EncoderOptions = {}): Promise<SeriesEncoder> {
    const graph = encoderGraph(model.configuration)
    // With N known, WebGPU leaves fewer shapes to be computed on the CPU.
    const file = toModel(graph, { weights: weightsFor(graph, model), sizes: { N: 1 } })
    return new SeriesEncoder(model, await openSession(file, { provider: defaultProvider, ...options }))
  }

  /**
   * The frames of one series.
   * @param samples float32 [channels, S] row-major, at the model's rate
   * @param name of the series, for messages
   * @throws SeriesError when it is shorter than the receptive field or has a sample that is not finite; ValueError when the samples are no whole number a
   *   channel
   */
  async encode(samples: Float32Array, name = 'the series'): Promise<Frames> {
    const { channels, level } = this.model.configuration
    const length = samples.length / channels
    if (!Number.isInteger(length))
      throw new ValueError(`${name}: ${samples.length} samples do not divide into ${channels} channels of one length`)
    const least = receptiveField(this.layers)
    if (length < least)
      throw new SeriesError(
        name,
        `has ${length} samples, fewer than the ${least} of a frame's receptive field: it is too short to be encoded`,
      )
    checkFinite(samples, channels, name)
    const data = levelled(samples, levelOf[level](samples, channels))
    const { z, c } = await this.session.run({ 'batch/samples': hostTensor('float32', [1, channels, length], data) })
    return { count: framesOf(this.layers, length), z: z!.data as Float32Array, c: c!.data as Float32Array }
  }

  close(): Promise<void> {
    return this.session.close()
  }
}
