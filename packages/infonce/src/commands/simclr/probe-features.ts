// What is probed: the model, the same encoder untrained, and the pixels.
import type { Features } from '@infonce/evaluation'
import type { Provider } from '@infonce/runtime'
import {
  type Configuration,
  type Encoding,
  embedImages,
  type ImageSet,
  type SimClr,
  untrainedModel,
} from '@infonce/simclr'
import type { ProbedFeatures } from '../../probe/evaluate.js'
import type { Progress } from '../../progress.js'
import { countedWork } from '../../work-status.js'

/** The name of a model in tables. */
export const modelNames: Readonly<Record<Configuration['method'], string>> = {
  simclr: 'SimCLR',
  moco: 'MoCo',
  supcon: 'SupCon',
}

/** The side to which images are averaged whose pixels are probed. */
export const PIXELS_SIDE = 32

/** The features of both parts, of the encoders by each encoding. */
export async function* probedFeatures(
  model: SimClr,
  training: ImageSet,
  test: ImageSet,
  {
    encodings,
    side,
    provider,
  }: { readonly encodings: readonly Encoding[]; readonly side: number; readonly provider: Provider },
  progress: Progress,
): AsyncGenerator<ProbedFeatures, void> {
  yield {
    name: 'pixels',
    training: await pixels(training, side, progress),
    test: await pixels(test, side, progress),
  }
  for (const [name, encoder] of [
    ['untrained', untrainedModel(model.configuration)],
    [modelNames[model.configuration.method], model],
  ] as const) {
    for (const encoding of encodings) {
      const onProgress = countedWork(progress, `encoding, ${name}`, 'images')
      const embed = (set: ImageSet): Promise<Features> => embedImages(encoder, set, { encoding, provider, onProgress })
      yield { name, pooling: encoding, training: await embed(training), test: await embed(test) }
    }
  }
}

/** The sentence that says what pixels are. */
export function pixelsNote({ size }: Pick<ImageSet, 'size'>, side: number): string {
  const { step, grid } = gridOf(size, side)
  const what = step === 1 ? 'the numbers of the image' : `means of ${step} × ${step}, which leaves ${grid} × ${grid}`
  return `pixels are ${what}.`
}

const gridOf = (size: number, side: number): { readonly step: number; readonly grid: number } => {
  const step = Math.ceil(size / side)
  return { step, grid: Math.ceil(size / step) }
}

/** A row for each image: its pixels, 0 … 1, means of squares where it is larger than `side`. */
export async function pixels(set: ImageSet, side: number, progress: Pick<Progress, 'update'>): Promise<Features> {
  const { size, channels, images } = set
  const { step, grid } = gridOf(size, side)
  const columns = channels * grid * grid
  const data = new Float32Array(images.length * columns)
  const sums = new Float64Array(columns)
  const counts = new Uint32Array(columns)
  const watch = countedWork(progress, 'reading, pixels', 'images')
  for (const index of images.keys()) {
    const image = await set.read(index)
    sums.fill(0)
    counts.fill(0)
    for (let channel = 0, place = 0; channel < channels; channel++)
      for (let row = 0; row < size; row++)
        for (let column = 0; column < size; column++, place++) {
          const cell = (channel * grid + Math.floor(row / step)) * grid + Math.floor(column / step)
          sums[cell]! += image[place]!
          counts[cell]!++
        }
    for (let cell = 0; cell < columns; cell++) data[index * columns + cell] = sums[cell]! / (255 * counts[cell]!)
    watch(index + 1, images.length)
  }
  return { rows: images.length, columns, data }
}
