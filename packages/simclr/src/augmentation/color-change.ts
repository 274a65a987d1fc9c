// Changes of color, and the one affine map that they are together.
import type { Random } from '@infonce/core'
import { between } from './crop-box.js'

/** What is done to the colors of a view, in this order. */
export interface ColorChange {
  /** Factor b of every number. */
  readonly brightness: number
  /** Factor c of the distance from the view's mean luma. */
  readonly contrast: number
  /** Factor s of the distance from the pixel's own luma. */
  readonly saturation: number
  /** Angle in radians by which chroma is turned, red towards green. */
  readonly hue: number
  /** Whether each pixel then becomes its luma. */
  readonly gray: boolean
}

/** Weights of red, green and blue in luma (ITU-R BT.601). */
export const LUMA: readonly number[] = [0.299, 0.587, 0.114]
/** The chroma of BT.601: U = 0.492·(blue − luma), V = 0.877·(red − luma). */
const CHROMA = { u: 0.492, v: 0.877 } as const

/**
 * Draws the jitter of strength `jitter`: factors of brightness, contrast and saturation uniform in 1 ± 0.8·jitter, the
 * hue in ± 0.2·jitter of a full turn (Chen et al. 2020, appendix A). As many numbers are drawn whether or not
 * `probability` lets it happen.
 */
export function drawJitter(random: Random, jitter: number, probability: number): Omit<ColorChange, 'gray'> {
  const happens = random.uniform() < probability
  const factor = () => between(random, 1 - 0.8 * jitter, 1 + 0.8 * jitter)
  const drawn = { brightness: factor(), contrast: factor(), saturation: factor() }
  const hue = 2 * Math.PI * between(random, -0.2 * jitter, 0.2 * jitter)
  return happens ? { ...drawn, hue } : { brightness: 1, contrast: 1, saturation: 1, hue: 0 }
}

/** x′ = matrix · x + offset · m, where x are the channels of a pixel and m is the mean luma of the view before. */
export interface ColorMap {
  /** `[C, C]` row-major. */
  readonly matrix: readonly number[]
  readonly offset: number
}

/**
 * A change as one map. Contrast pulls towards the mean luma after brightness, b·m; saturation, hue and gray leave grays
 * as they are, so that (1 − c)·b·m is added to all channels alike. Images of one channel have brightness and contrast
 * alone.
 */
export function colorMap({ brightness, contrast, saturation, hue, gray }: ColorChange, channels: number): ColorMap {
  const gain = contrast * brightness
  const offset = (1 - contrast) * brightness
  if (channels === 1) return { matrix: [gain], offset }
  // Chroma, x − luma, is turned and scaled; luma stays.
  const scale = gray ? 0 : saturation
  const [along, across] = [scale * Math.cos(hue), scale * Math.sin(hue)]
  const matrix = LUMA.flatMap((_, row) =>
    LUMA.map((luma, column) => {
      const chroma = (row === column ? 1 : 0) - luma
      return gain * (luma + along * chroma + across * quarterTurn[row]![column]!)
    }),
  )
  return { matrix, offset }
}

/** Chroma turned by a quarter: (U, V) to (−V, U), from channels to channels. */
const quarterTurn = ((): number[][] => {
  const minusLuma = (channel: number) => LUMA.map((luma, i) => (i === channel ? 1 : 0) - luma)
  const red = minusLuma(2).map((x) => (CHROMA.u / CHROMA.v) * x)
  const blue = minusLuma(0).map((x) => -(CHROMA.v / CHROMA.u) * x)
  // The luma of what is turned is 0.
  const green = red.map((x, i) => -(LUMA[0]! * x + LUMA[2]! * blue[i]!) / LUMA[1]!)
  return [red, green, blue]
})()
