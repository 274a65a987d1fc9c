// Samples as they come to frames and contexts, by stream.onnx.
import { ValueError } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import { type HostTensor, hostTensor, openSession, type Session, weightsFor } from '@infonce/runtime'
import { defaultProvider } from '@infonce/runtime/internals'
import { contextOf } from './context.js'
import type { Cpc } from './cpc.js'
import { checkFinite } from './data/check-finite.js'
import type { Frames } from './frames.js'
import { frameStride, framesOf, geometryOf, type LayerGeometry } from './geometry.js'
import { streamGraph } from './graphs.js'
import type { EncoderOptions } from './series-encoder.js'

/**
 * Encodes a stream part by part: the frames are those that the whole stream would have, but for rounding. A frame comes
 * as soon as its last sample is there. A stream has no level before its end: for a model with `level` `'series'`, give
 * samples that are scaled already. Close it when it is not needed any more.
 */
export class StreamingEncoder {
  private readonly layers: readonly LayerGeometry[]
  private stream: Stream
  /** A part must see what the one before it left. */
  private last: Promise<unknown> = Promise.resolve()

  private constructor(
    private readonly model: Cpc,
    private readonly session: Session,
  ) {
    this.layers = geometryOf(model.configuration)
    this.stream = atStart(model)
  }

  /** @throws ProviderError when the provider cannot be used here */
  static async open(model: Cpc, options: EncoderOptions = {}): Promise<StreamingEncoder> {
    const graph = streamGraph(model.configuration)
    // With N known, WebGPU leaves fewer shapes to be computed on the CPU.
    const file = toModel(graph, { weights: weightsFor(graph, model), sizes: { N: 1 } })
    return new StreamingEncoder(model, await openSession(file, { provider: defaultProvider, ...options }))
  }

  /**
   * The frames that the next samples complete; none where they complete none.
   * @param samples float32 [channels, S] row-major, at the model's rate, S from 0
   * @throws ValueError when the samples are no whole number a channel, SeriesError when one is not finite; they are then no
   *   part of the stream
   */
  push(samples: Float32Array): Promise<Frames> {
    // The caller may write over them before their turn comes.
    const own = samples.slice()
    const turn = this.last.then(() => this.pushNow(own))
    this.last = turn.catch(() => undefined)
    return turn
  }

  /** Forgets what was pushed before: the next sample begins a stream. */
  reset(): void {
    this.last = this.last.then(() => {
      this.stream = atStart(this.model)
    })
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
    checkFinite(samples, channels, 'the part of the stream')
    const { waiting, surplus, state } = this.stream
    const skipped = Math.min(surplus, length)
    const all = waiting.map((before, channel) =>
      joined(before, samples.subarray(channel * length + skipped, (channel + 1) * length)),
    )
    const total = all[0]!.length
    const count = framesOf(this.layers, total)
    if (count === 0) {
      this.stream = { waiting: all, surplus: surplus - skipped, state }
      return { count, z: new Float32Array(0), c: new Float32Array(0) }
    }
    const data = new Float32Array(channels * total)
    for (const [channel, values] of all.entries()) data.set(values, channel * total)
    const { z, c, ...next } = await this.session.run({
      'batch/samples': hostTensor('float32', [1, channels, total], data),
      'state/context': state,
    })
    const past = count * frameStride(this.layers)
    this.stream = {
      waiting: all.map((values) => values.slice(past)),
      surplus: Math.max(0, past - total),
      state: next['next/state/context']!,
    }
    return { count, z: z!.data as Float32Array, c: c!.data as Float32Array }
  }
}

/** What a stream leaves to the samples to come. */
interface Stream {
  /** Samples that frames to come still see, one array a channel. */
  readonly waiting: readonly Float32Array[]
  /** Samples to come that no frame sees: where a stride is longer than what a frame sees. */
  readonly surplus: number
  /** Of the context. */
  readonly state: HostTensor
}

function atStart({ configuration }: Cpc): Stream {
  const dims = contextOf(configuration).stateShape(1) as number[]
  return {
    waiting: Array.from({ length: configuration.channels }, () => new Float32Array(0)),
    surplus: 0,
    state: hostTensor('float32', dims, new Float32Array(dims.reduce((a, b) => a * b, 1))),
  }
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const all = new Float32Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
