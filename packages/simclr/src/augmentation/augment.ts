// Views of images, as an expression.
import {
  add,
  constant,
  type Dimension,
  expand,
  matmul,
  multiply,
  multiplyDimensions,
  reduceSum,
  reshape,
  ShapeError,
  type Tensor,
} from '@infonce/core'
import { LUMA } from './color-change.js'
import { type Augmentation, type AugmentationSettings, augmentationInputs } from './parts.js'
import { perView, resample } from './resampling.js'

/**
 * `views` random views of each image, made in the graph by batched matrix products: crop, flip and blur weigh rows
 * and columns (resampling.ts), then brightness, contrast, saturation, hue and grayscale are one affine map of the
 * channels (color-change.ts). What is random is fed: {@link drawViews} gives numbers for the inputs. Parts that a
 * configuration leaves out are not in the graph.
 *
 * Nothing is cut off at 0 and 1: values beyond are contrast that an image of bytes could not hold.
 * @param images `[N, C, S, S]`, numbers 0 … 1
 * @returns `views`, `[V·N, C, S, S]`, view v of image n in row v·N + n; and the inputs of its numbers
 * @throws ShapeError for images of another size or number of channels than the configuration's
 */
export function augment(
  images: Tensor,
  settings: AugmentationSettings,
  views = 2,
): { readonly views: Tensor; readonly inputs: readonly Tensor[] } {
  const { size: S, channels: C } = settings
  const N = images.shape[0]
  if (N === undefined || images.rank !== 4 || [C, S, S].some((side, i) => images.shape[i + 1] !== side))
    throw new ShapeError(`augment: expected images [N, ${C}, ${S}, ${S}], found ${images}`)
  const inputs = augmentationInputs(settings, [views, N])
  const resampled = expand(resample(images, inputs), [views, N, C, S, S])
  return {
    views: reshape(recolor(resampled, inputs), [multiplyDimensions(views, N), C, S, S]),
    inputs: Object.values(inputs),
  }
}

/** x′ = color · x + contrast · m for views [V, N, C, S, S], m the mean luma of a view. */
function recolor(views: Tensor, { color, contrast }: Partial<Augmentation<Tensor>>): Tensor {
  if (!color) return views
  const [V, N, C, S] = views.shape as readonly [Dimension, Dimension, number, number]
  const flat = reshape(views, [V, N, C, S * S])
  const mapped = matmul(color, flat)
  if (!contrast) return mapped
  const weights = (C === 1 ? [1] : LUMA).map((weight) => weight / (S * S))
  const luma = reduceSum(multiply(reduceSum(flat, 3, true), constant(weights, [C, 1])), 2, true)
  return add(mapped, multiply(perView(contrast, 2), luma))
}
