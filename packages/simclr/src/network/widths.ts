// How many channels the layers of a network give.
import type { Configuration } from '../configuration.js'
import { residualForms } from './residual-forms.js'

/** What a bottleneck's output is wider by than its inner layers. */
export const EXPANSION = 4
/** Layers of the plain network, and the channels of the first before the width factor; each further one has twice as many. */
const PLAIN = { layers: 4, width: 64 } as const

const doubling = (width: number, count: number, factor: number): number[] =>
  Array.from({ length: count }, (_, n) => Math.max(1, Math.round(width * 2 ** n * factor)))

type Sizes = Pick<Configuration, 'network' | 'depth' | 'widthFactor' | 'widths'>

/** How many stages a network has; of the plain one, layers. */
export const stageCount = ({ network, depth }: Pick<Sizes, 'network' | 'depth'>): number =>
  network === 'convolutional' ? PLAIN.layers : residualForms[depth]!.blocks.length

/** Channels of each layer of the plain network, or of the inner layers of each stage of the residual one. */
export function stageWidths(sizes: Sizes): readonly number[] {
  const { network, depth, widthFactor, widths } = sizes
  if (widths) return widths
  if (network === 'convolutional') return doubling(PLAIN.width, stageCount(sizes), widthFactor)
  return doubling(residualForms[depth]!.width, stageCount(sizes), widthFactor)
}

/** All numbers of channels that are normalized somewhere in the encoder. */
export function normalizedWidths(sizes: Sizes): readonly number[] {
  const inner = stageWidths(sizes)
  const wider = sizes.network === 'resnet' && residualForms[sizes.depth]!.bottleneck
  return wider ? [...inner, ...inner.map((width) => EXPANSION * width)] : inner
}
