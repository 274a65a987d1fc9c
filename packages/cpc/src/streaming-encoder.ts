// Samples as they come to frames and contexts, by stream.onnx.
import { ValueError } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import { defaultProvider, type HostTensor, hostTensor, openSession, type Session } from '@infonce/runtime'
import { contextOf } from './context.js'
import type { Cpc } from './cpc.js'
import type { Frames } from './frames.js'
import { frameStride, framesOf, geometryOf, type LayerGeometry } from './geometry.js'
import { streamGraph } from './graphs.js'
import type { EncoderOptions } from './series-encoder.js'
import { weightsFor } from './weights-for.js'

/**
 * Encodes a stream part by part: the frames are those that the whole stream would have, but for rounding. A frame comes
 * as soon as its last sample is there. Close it when it is not needed any more.
 */
export class StreamingEncoder {
  private readonly layers: readonly LayerGeometry[]
  /** Samples that frames to come still see, one array a channel. */
  private waiting: readonly Float32Array[] = []
  private state: HostTensor
  /** A part must see the state that the one before it left. */
  private last: Promise<unknown> = Promise.resolve()

  private constructor(
    private readonly model: Cpc,
    private readonly session: Session,
  ) {
    this.layers = geometryOf(model.configuration)
    this.state = this.atStart()
    this.reset()
  }

  /** @throws ProviderError when the provider cannot be used here */
  static async open(model: Cpc, options: EncoderOptions = {}): Promise<StreamingEncoder> {
    const graph = streamGraph(model.configuration)
    return new StreamingEncoder(
      model,
      await openSession(toModel(graph, { weights: weightsFor(graph, model) }), {
        provider: defaultProvider,
        ...options,
      }),
    )
  }

  /**
   * The frames that the next samples complete; none where they complete none.
   * @param samples float32 [channels, S] row-major, at the model's rate, S from 0
   * @throws ValueError when the samples are no whole number a channel
   */
  push(samples: Float32Array): Promise<Frames> {
    const turn = this.last.then(() => this.pushNow(samples))
    this.last = turn.catch(() => undefined)
    return turn
  }

  /** Forgets what came before: the next sample begins a stream. */
  reset(): void {
    this.waiting = Array.from({ length: this.model.configuration.channels }, () => new Float32Array(0))
    this.state = this.atStart()
  }

  async close(): Promise<void> {
    await this.last
    await this.session.close()
  }

  private async pushNow(samples: Float32Array): Promise<Frames> {
    const { channels } = this.model.configuration
    const length = samples.length / channels
    if (!Number.isInteger(length))
      throw new ValueError(`${samples.length} samples do not divide into ${channels} channels of one length`)
    const all = this.waiting.map((before, channel) =>
      joined(before, samples.subarray(channel * length, (channel + 1) * length)),
    )
    const total = all[0]!.length
    const count = framesOf(this.layers, total)
    this.waiting = all.map((values) => values.slice(count * frameStride(this.layers)))
    if (count === 0) return { count, z: new Float32Array(0), c: new Float32Array(0) }
    const data = new Float32Array(channels * total)
    for (const [channel, values] of all.entries()) data.set(values, channel * total)
    const results = await this.session.run({
      'batch/samples': hostTensor('float32', [1, channels, total], data),
      'state/context': this.state,
    })
    this.state = results['next/state/context']!
    return { count, z: results.z!.data as Float32Array, c: results.c!.data as Float32Array }
  }

  private atStart(): HostTensor {
    const dims = contextOf(this.model.configuration).stateShape(1) as number[]
    return hostTensor('float32', dims, new Float32Array(dims.reduce((a, b) => a * b, 1)))
  }
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const all = new Float32Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
