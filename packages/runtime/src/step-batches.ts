// Batches that are a function of their step alone: a checkpoint keeps one number of them.
import type { BatchSource, TrainingBatch } from './training-loop.js'

/** Where {@link stepBatches} stand: the steps that they have given batches for. */
export interface StepPosition {
  readonly step: number
}

/**
 * Batches of `steps` steps, each made by its number from 0.
 * @param position where to start. Default: at the first step
 */
export function stepBatches(
  steps: number,
  make: (step: number) => TrainingBatch['feeds'] | Promise<TrainingBatch['feeds']>,
  position: unknown = { step: 0 },
): BatchSource & { readonly steps: number; state(): StepPosition } {
  let { step } = position as StepPosition
  return {
    steps,
    async take() {
      if (step >= steps) return undefined
      const progress = step / steps
      return { feeds: await make(step++), progress }
    },
    state: (): StepPosition => ({ step }),
  }
}
