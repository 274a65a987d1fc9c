// Images to representations and embeddings, by encoder.onnx.
import { type Graph, inputsOf, isInput, ValueError } from '@infonce/core'
import type { Features } from '@infonce/evaluation'
import { toModel } from '@infonce/onnx'
import { type HostTensor, openSession, type Session, type TrainerOptions } from '@infonce/runtime'
import { defaultProvider, EventLoopTurns } from '@infonce/runtime/internals'
import { checkForm } from './check-images.js'
import type { Configuration } from './configuration.js'
import { IMAGES } from './contrast.js'
import type { ImageSet } from './data/images.js'
import { encoderGraph } from './graphs.js'
import { pixelTensor } from './pixel-tensor.js'
import type { SimClr } from './simclr.js'

/**
 * What an encoder gives: `h`, the representation that downstream tasks read; `quarters`, the same of each quarter of a
 * image, four times as long, which also says where things are; or `z`, the embedding that the loss compared.
 */
export const encodings = ['h', 'quarters', 'z'] as const
export type Encoding = (typeof encodings)[number]

/** Where an encoder runs: by default on `'cpu'` in Node, `'auto'` in a browser, with as many threads as the process may use. */
export type EncoderOptions = Pick<TrainerOptions, 'provider' | 'threads'>

/** Options of {@link embedImages}. */
export interface EmbedOptions extends EncoderOptions {
  /** Default: `'h'`. */
  readonly encoding?: Encoding
  /** Called as images are encoded. */
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

/** Images that are encoded at once. */
const AT_ONCE = 100

/** The numbers of a model by the names of their inputs, as {@link SimClr} holds them. */
type Numbers = Readonly<Record<string, HostTensor>>

/**
 * Encodes images by a model's numbers, which are given with each call, so that a model can be looked at while it is
 * trained. Close it when it is not needed any more.
 */
export class ImageEncoder {
  private constructor(
    private readonly configuration: Configuration,
    private readonly graph: Graph,
    private readonly session: Session,
    private readonly encoding: Encoding,
  ) {}

  /** @throws ProviderError when the provider cannot be used here */
  static async open(
    configuration: Configuration,
    encoding: Encoding = 'h',
    options: EncoderOptions = {},
  ): Promise<ImageEncoder> {
    const whole = encoderGraph(configuration)
    const { [encoding]: output } = whole.outputs
    if (!output) throw new ValueError(`encoding must be one of ${encodings.join(', ')}; found '${encoding}'`)
    const graph = { ...whole, outputs: { [encoding]: output }, inputs: inputsFor(whole, encoding) }
    const session = await openSession(toModel(graph), { provider: defaultProvider, ...options })
    return new ImageEncoder(configuration, graph, session, encoding)
  }

  /**
   * A row for each image.
   * @param pixels 0 … 255, [channels, S, S] of each image
   */
  async encode(numbers: Numbers, pixels: readonly Uint8Array[]): Promise<Features> {
    const feeds: Record<string, HostTensor> = { [IMAGES]: pixelTensor(pixels, this.configuration) }
    for (const { attributes } of this.graph.inputs.filter(isInput))
      if (attributes.name !== IMAGES) feeds[attributes.name] = numbers[attributes.name]!
    const { [this.encoding]: rows } = await this.session.run(feeds)
    return { rows: pixels.length, columns: rows!.dims[1]!, data: rows!.data as Float32Array }
  }

  /**
   * A row for each image of a set.
   * @param indices of the images. Default: all, in their order
   * @throws the signal's reason when it is given; ImageError for images that cannot be read
   */
  async encodeSet(
    numbers: Numbers,
    set: ImageSet,
    { indices, onProgress, signal }: Pick<EmbedOptions, 'onProgress' | 'signal'> & { indices?: readonly number[] } = {},
  ): Promise<Features> {
    const wanted = indices ?? [...set.images.keys()]
    const turns = new EventLoopTurns()
    let out: { columns: number; data: Float32Array } | undefined
    for (let start = 0; start < wanted.length; start += AT_ONCE) {
      signal?.throwIfAborted()
      const group = wanted.slice(start, start + AT_ONCE)
      const { columns, data } = await this.encode(numbers, await Promise.all(group.map((index) => set.read(index))))
      out ??= { columns, data: new Float32Array(wanted.length * columns) }
      out.data.set(data, start * columns)
      onProgress?.(start + group.length, wanted.length)
      if (turns.due) await turns.take()
    }
    return { rows: wanted.length, ...out! }
  }

  close(): Promise<void> {
    return this.session.close()
  }
}

/** The inputs that one output needs: a runtime refuses to be fed others. */
function inputsFor({ inputs, outputs }: Graph, encoding: Encoding): Graph['inputs'] {
  const needed = new Set<unknown>(inputsOf([outputs[encoding]!]))
  return inputs.filter((node) => needed.has(node))
}

/**
 * A row for each image of a set: what probes and users of embeddings want.
 * @throws ImageError for images of another form than the model's; the signal's reason when given
 */
export async function embedImages(model: SimClr, set: ImageSet, options: EmbedOptions = {}): Promise<Features> {
  const { encoding = 'h', onProgress, signal, ...where } = options
  checkForm(set, model.configuration)
  const encoder = await ImageEncoder.open(model.configuration, encoding, where)
  try {
    return await encoder.encodeSet(model.parameters, set, {
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    })
  } finally {
    await encoder.close()
  }
}
