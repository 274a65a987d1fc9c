// A contact sheet of images beside two views of each: what training is given.
import { input, Random, ValueError } from '@infonce/core'
import { toModel } from '@infonce/onnx'
import { openSession } from '@infonce/runtime'
import { defaultProvider } from '@infonce/runtime/internals'
import { encodePng, imageSheet } from '@infonce/views'
import { augment } from './augmentation/augment.js'
import { drawViews } from './augmentation/draw-views.js'
import { checkForm } from './check-images.js'
import type { ConfigurationInput } from './configuration.js'
import { configurationFor } from './configuration-for.js'
import type { ImageSet } from './data/images.js'
import type { EncoderOptions } from './image-encoder.js'
import { pixelTensor } from './pixel-tensor.js'

/** Options of {@link pairSheet}. */
export interface PairSheetOptions extends EncoderOptions {
  /** How many images, drawn at random; all where there are fewer. Default: 32. */
  readonly images?: number
  /** Which images, and what happens to their views. Default: the configuration's. */
  readonly seed?: number
  /** Images in a row, each with its two views. Default: 4. */
  readonly columns?: number
}

/**
 * A PNG file of images, each followed by two random views, as training makes them of this configuration and by the
 * same graph. Numbers below 0 and above 1 are cut off, which training does not do.
 * @throws ConfigurationError for impossible settings; ValueError for impossible options; ImageError for images of
 *   another form than the settings, or that cannot be read; ProviderError when the provider cannot be used
 */
export async function pairSheet(
  set: ImageSet,
  configuration: ConfigurationInput = {},
  options: PairSheetOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const settings = configurationFor(set, configuration)
  checkForm(set, settings)
  const { images: wanted = 32, seed = settings.seed, columns = 4, ...where } = options
  for (const [name, value] of Object.entries({ images: wanted, columns }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new ValueError(`${name} must be a whole number from 1; found ${value}`)
  const random = Random.fromSeed(seed)
  const order = random.split('pictures').shuffle(Int32Array.from(set.images.keys()))
  const originals = await Promise.all(Array.from(order.subarray(0, wanted), (index) => set.read(index)))

  const { size, channels } = settings
  const [N, count] = [originals.length, channels * size * size]
  const source = input('images', 'float32', [N, channels, size, size])
  const { views, inputs } = augment(source, settings)
  const graph = { name: 'simclr.views', inputs: [source, ...inputs], outputs: { views }, metadata: {} }
  const session = await openSession(toModel(graph), { provider: defaultProvider, ...where })
  try {
    const found = await session.run({
      images: pixelTensor(originals, settings),
      ...drawViews(settings, N, random.split('views')),
    })
    // The conversion rounds, and cuts off at 0 and 255.
    const shown = Uint8ClampedArray.from(found.views!.data as Float32Array, (x) => 255 * x)
    const viewOf = (row: number) => ({ pixels: Uint8Array.from(shown.subarray(row * count, (row + 1) * count)) })
    const triples = originals.map((pixels, n) => [{ pixels }, viewOf(n), viewOf(N + n)])
    const rows = Array.from({ length: Math.ceil(N / columns) }, (_, y) =>
      triples.slice(y * columns, (y + 1) * columns).flat(),
    )
    const sheet = imageSheet({ rows, size, channels, group: 3 })
    return await encodePng(sheet.pixels, sheet.width, sheet.height)
  } finally {
    await session.close()
  }
}
