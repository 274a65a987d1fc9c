// Margins: contrasts whose positives are held to more than their score. All expect cosines, before the scale.
import { checkOptions, checkRange } from '../arguments.js'
import { type Contrast, checkContrast } from '../contrast.js'
import { mapSources } from '../contrast-changes.js'
import { ValueError } from '../errors.js'
import { greater, less } from '../operations/comparison.js'
import { add, maximum, minimum, multiply, sqrt, square, subtract, where } from '../operations/elementwise.js'
import type { Tensor } from '../tensor.js'

/** Options of {@link cosFace}. */
export interface MarginOptions {
  /** m, at least 0: what is taken from the cosine of a positive (`cosFace`), or added to its angle in radians (`arcFace`). */
  readonly margin?: number
  /** s, the scale of all scores, above 0: 1 over the temperature. */
  readonly scale?: number
}

const changed = (contrast: Contrast, scale: number, ofPositive: (cosine: Tensor) => Tensor): Contrast =>
  mapSources(contrast, ({ positive, scores }) => ({
    scores: multiply(scale, where(positive, ofPositive(where(positive, scores, 0)), scores)),
  }))

function read(
  what: string,
  contrast: Contrast,
  options: MarginOptions,
  margin: number,
): { margin: number; scale: number } {
  checkContrast(what, contrast)
  checkOptions(what, options, ['margin', 'scale'])
  const found = { margin, scale: 64, ...options }
  checkRange(what, 'margin', found.margin, (x) => x >= 0 && x < Infinity, 'at least 0')
  checkRange(what, 'scale', found.scale, (x) => x > 0 && x < Infinity, 'above 0')
  return found
}

/**
 * CosFace (Wang et al. 2018, eq. 4): positives score s·(cos θ − m), all others s·cos θ.
 * @param options `margin` 0.35, `scale` 64 by default
 */
export function cosFace(contrast: Contrast, options: MarginOptions = {}): Contrast {
  const { margin, scale } = read('cosFace', contrast, options, 0.35)
  return changed(contrast, scale, (cosine) => subtract(cosine, margin))
}

/**
 * ArcFace (Deng et al. 2019, eq. 3): positives score s·cos(θ + m), all others s·cos θ. Where θ + m is beyond π, s·(cos θ −
 * m sin m), which goes on falling, as in the authors' code. At θ = 0 and π the slope is that of a cosine 1e-4 off.
 * @param options `margin` 0.5, `scale` 64 by default
 */
export function arcFace(contrast: Contrast, options: MarginOptions = {}): Contrast {
  const { margin, scale } = read('arcFace', contrast, options, 0.5)
  if (margin >= Math.PI) throw new ValueError(`arcFace: margin must be below π; found ${margin}`)
  return changed(contrast, scale, (cosine) => {
    // The slope of the sine is infinite where it is 0.
    const square1 = subtract(1, square(cosine))
    const isFlat = less(square1, 1e-8)
    const sine = where(isFlat, 0, sqrt(where(isFlat, 1, square1)))
    const turned = subtract(multiply(cosine, Math.cos(margin)), multiply(sine, Math.sin(margin)))
    const beyond = subtract(cosine, margin * Math.sin(margin))
    return where(greater(cosine, Math.cos(Math.PI - margin)), turned, beyond)
  })
}

/** Options of {@link sphereFace}. */
export interface SphereFaceOptions {
  /** m, a whole number from 1 to 8. Default: 4 */
  readonly margin?: number
  /** s, above 0. Default: 64 */
  readonly scale?: number
}

/**
 * SphereFace (Liu et al. 2017, eq. 7): positives score s·ψ(θ) with ψ(θ) = (−1)^k cos(mθ) − 2k for θ from kπ/m to
 * (k + 1)π/m, all others s·cos θ.
 */
export function sphereFace(contrast: Contrast, options: SphereFaceOptions = {}): Contrast {
  checkContrast('sphereFace', contrast)
  checkOptions('sphereFace', options, ['margin', 'scale'])
  const { margin = 4, scale = 64 } = options
  checkRange(
    'sphereFace',
    'margin',
    margin,
    (x) => Number.isInteger(x) && x >= 1 && x <= 8,
    'a whole number from 1 to 8',
  )
  checkRange('sphereFace', 'scale', scale, (x) => x > 0 && x < Infinity, 'above 0')
  return changed(contrast, scale, (given) => {
    const cosine = maximum(minimum(given, 1), -1)
    // cos(mθ) by Chebyshev's recurrence.
    let [before, multiple]: [Tensor | number, Tensor] = [1, cosine]
    for (let m = 1; m < margin; m++)
      [before, multiple] = [multiple, subtract(multiply(2, multiply(cosine, multiple)), before)]
    let found = multiple
    for (let k = 1; k < margin; k++) {
      const sign = k % 2 === 0 ? 1 : -1
      found = where(less(cosine, Math.cos((k * Math.PI) / margin)), add(multiply(sign, multiple), -2 * k), found)
    }
    return found
  })
}
