// How a training goes, pass by pass: sums that a checkpoint keeps, so that a run that is resumed has the same means.
import type { ModelEvent } from '@infonce/runtime'
import type { SimClrTypes } from './definition.js'
/** What was seen of one pass over the images: sums over its steps whose loss was computed. */
export interface PassSums {
  /** The pass, from 1. */
  readonly epoch: number
  readonly steps: number
  readonly loss: number
  readonly accuracy: number
  /** Share of images, 0 … 1, that their nearest neighbors classified rightly after it. */
  readonly neighbors?: number
}

/** One pass that was made. */
export interface CurvePoint {
  /** Passes that were made at its end. */
  readonly epoch: number
  /** Means over its steps. */
  readonly loss: number
  readonly accuracy: number
  /** Share of images, 0 … 1, that their nearest neighbors classified rightly after it. */
  readonly neighbors?: number
}

/** Follows the events of a training. */
export class PassCurve {
  private readonly passes: Map<number, PassSums>

  /** @param passes what an earlier part of the training saw. Default: nothing */
  constructor(
    private readonly stepsOfPass: number,
    passes: readonly PassSums[] = [],
  ) {
    this.passes = new Map(passes.map((pass) => [pass.epoch, pass]))
  }

  take(event: Extract<ModelEvent<SimClrTypes>, { readonly type: 'step' | 'neighbors' }>): void {
    if (event.type === 'step') {
      const { metrics, step } = event
      const { steps, loss, accuracy, ...rest } = this.of(Math.ceil(step / this.stepsOfPass))
      this.passes.set(rest.epoch, {
        ...rest,
        steps: steps + 1,
        loss: loss + metrics.loss!,
        accuracy: accuracy + metrics['metric/accuracy']!,
      })
    } else this.passes.set(event.epoch, { ...this.of(event.epoch), neighbors: event.accuracy })
  }

  /** What a checkpoint keeps, as JSON. */
  state(): readonly PassSums[] {
    return [...this.passes.values()]
  }

  /** The passes that were made after so many steps of the whole training. */
  points(steps: number): CurvePoint[] {
    return this.state()
      .filter((pass) => pass.steps > 0 && pass.epoch * this.stepsOfPass <= steps)
      .map(({ steps: counted, loss, accuracy, ...pass }) => ({
        ...pass,
        loss: loss / counted,
        accuracy: accuracy / counted,
      }))
  }

  private of(epoch: number): PassSums {
    return this.passes.get(epoch) ?? { epoch, steps: 0, loss: 0, accuracy: 0 }
  }
}
