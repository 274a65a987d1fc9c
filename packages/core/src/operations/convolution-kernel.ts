// The reference kernel of convolutions: one sum of products, read for its result, its input or its weights.
import type { Shape } from '../dimension.js'
import type { EvaluationContext, Value } from '../operation.js'
import { countOf } from '../value.js'
import type { ConvolutionAttributes } from './convolution.js'
import { type Role, windowCounts, windowElements } from './window.js'

/**
 * The tensor of the role that is left out: the sum over all triples of elements that meet in a convolution of the
 * product of the two that are given.
 * @param inputSizes spatial sizes of the input, where that is what is left out
 */
export function sumProducts(
  attributes: ConvolutionAttributes,
  context: EvaluationContext,
  given: Readonly<Partial<Record<Role, Value>>>,
  inputSizes: Shape = given.x!.shape.slice(2),
): Value {
  const { groups, kernel } = attributes
  const spatial = inputSizes.map((size) => context.size(size))
  const batch = (given.x ?? given.g)!.shape[0]!
  const features = (given.w?.shape[0] ?? given.g?.shape[1])!
  const channels = given.x ? given.x.shape[1]! / groups : given.w!.shape[1]!
  const counts = windowCounts('convolution', spatial, attributes) as number[]
  const places = windowElements({ x: spatial, w: kernel, g: counts }, attributes)
  const shapes: Record<Role, readonly number[]> = {
    x: [batch, groups * channels, ...spatial],
    w: [features, channels, ...kernel],
    g: [batch, features, ...counts],
  }
  const target = (['x', 'w', 'g'] as const).find((role) => !given[role])!
  const [left, right] = (['x', 'w', 'g'] as const).filter((role) => role !== target) as [Role, Role]
  const [sums, a, b] = [new Float64Array(countOf(shapes[target])), given[left]!.data, given[right]!.data]
  const [atSum, atA, atB] = [places[target], places[left], places[right]]
  const [sizeX, sizeW, sizeG] = [countOf(spatial), countOf(kernel), countOf(counts)]
  for (let n = 0; n < batch; n++)
    for (let m = 0; m < features; m++)
      for (let c = 0; c < channels; c++) {
        const channel = Math.floor((m * groups) / features) * channels + c
        const starts: Record<Role, number> = {
          x: (n * groups * channels + channel) * sizeX,
          w: (m * channels + c) * sizeW,
          g: (n * features + m) * sizeG,
        }
        const [startSum, startA, startB] = [starts[target], starts[left], starts[right]]
        for (let i = 0; i < atSum.length; i++)
          sums[startSum + atSum[i]!]! += a[startA + atA[i]!]! * b[startB + atB[i]!]!
      }
  return { dtype: 'float32', shape: shapes[target], data: sums }
}
