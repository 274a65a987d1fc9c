// Normalization layers, as expressions.
import { add, multiply, reciprocal, reduceMean, sqrt, square, subtract, type Tensor } from '@infonce/core'

/**
 * Layer normalization (Ba et al. 2016, eq. 4): each vector along the last axis less its mean, over its deviation, times
 * a gain, plus a shift. Nothing of other vectors enters, so a stream is normalized as it comes.
 * @param x float32 [..., D]
 * @param gain float32 [D]
 * @param shift float32 [D]
 * @param epsilon added to the variance. Default: 1e-5
 */
export function layerNormalize(x: Tensor, gain: Tensor, shift: Tensor, epsilon = 1e-5): Tensor {
  const centered = subtract(x, reduceMean(x, -1, true))
  // Times the reciprocal: a division of all of x, and its gradient, would take longer.
  const scale = reciprocal(sqrt(add(reduceMean(square(centered), -1, true), epsilon)))
  return add(multiply(multiply(centered, scale), gain), shift)
}
