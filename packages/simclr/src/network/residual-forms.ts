// The forms of residual networks, by their depth.

/** Blocks of each stage, the width of the first stage before the width factor, and whether blocks are bottlenecks. */
export interface ResidualForm {
  readonly blocks: readonly number[]
  /** Channels of the first stage; each further one has twice as many. A bottleneck gives four times as many. */
  readonly width: number
  readonly bottleneck: boolean
}

/**
 * Depth to form (He et al. 2016): 8, 14, 20 and 32 are the three stages of the paper's section 4.2, 10, 18, 34 and 50 the
 * four of table 1, 10 with one block each.
 */
export const residualForms: Readonly<Record<number, ResidualForm>> = {
  8: { blocks: [1, 1, 1], width: 16, bottleneck: false },
  10: { blocks: [1, 1, 1, 1], width: 64, bottleneck: false },
  14: { blocks: [2, 2, 2], width: 16, bottleneck: false },
  18: { blocks: [2, 2, 2, 2], width: 64, bottleneck: false },
  20: { blocks: [3, 3, 3], width: 16, bottleneck: false },
  26: { blocks: [2, 2, 2, 2], width: 64, bottleneck: true },
  32: { blocks: [5, 5, 5], width: 16, bottleneck: false },
  34: { blocks: [3, 4, 6, 3], width: 64, bottleneck: false },
  50: { blocks: [3, 4, 6, 3], width: 64, bottleneck: true },
}

/** The depths that there are. */
export const depthNames: readonly number[] = Object.keys(residualForms).map(Number)
