// The graphs of a step whose network sees a batch in chunks: gradient cache.
import { input, isInput, reshape } from '@infonce/core'
import { CachedTrainingGraphs } from '@infonce/nn'
import { augment } from './augmentation/augment.js'
import type { Configuration } from './configuration.js'
import { embeddingsOf, IMAGES, objectiveOf, viewContrast } from './contrast.js'
import { metadata } from './metadata.js'
import { TrainedLayers } from './network/layers.js'
import { optimizerOf } from './optimizer-of.js'

/**
 * The step of `simclr` and `supcon` in the memory of `chunk` images. With group or layer normalization it is the step
 * of the whole batch; batch normalization is by the statistics of each chunk.
 */
export function chunkedGraphs(configuration: Configuration & { readonly chunk: number }): CachedTrainingGraphs {
  const { batch, chunk, channels, size, embedding, views: V } = configuration
  const layers = new TrainedLayers(configuration)
  const images = input(IMAGES, 'float32', [chunk, channels, size, size])
  const { views, inputs } = augment(images, configuration, V)
  const encoded = reshape(embeddingsOf(layers, views, configuration), [V, chunk, embedding])
  const whole = reshape(input('embedding/z', 'float32', [V, batch, embedding]), [V * batch, embedding])
  const { loss, metrics } = objectiveOf(viewContrast(whole, configuration), configuration)
  return new CachedTrainingGraphs({
    name: 'simclr',
    batch,
    chunk,
    inputs: {
      [IMAGES]: 0,
      ...Object.fromEntries(inputs.filter(isInput).map(({ attributes }) => [attributes.name, 1])),
    },
    embeddings: { z: { tensor: encoded, axis: 1 } },
    loss,
    metrics,
    parameters: layers.parameters.map(({ tensor }) => tensor),
    optimizer: optimizerOf(configuration),
    carried: layers.carried,
    metadata: metadata(configuration),
  })
}
