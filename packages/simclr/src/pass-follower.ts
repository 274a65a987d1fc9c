// Follows a training pass by pass: means of loss and accuracy, and what nearest neighbors find.
import type { FollowContext, Follower, Measurement, ScoresEvent, TrainingEvent } from '@infonce/runtime'
import type { Configuration } from './configuration.js'
import type { ImageSet } from './data/images.js'
import type { NeighborsEvent, SimClrTypes } from './definition.js'
import { ImageError } from './errors.js'
import { stepsOfPass } from './image-batches.js'
import { NeighborCurve, type NeighborOptions } from './neighbor-curve.js'
import { PassCurve, type PassSums } from './pass-curve.js'

/** What a checkpoint keeps of it. Those of older versions have no passes. */
interface FollowedPosition {
  readonly passes?: readonly PassSums[]
}

export class PassFollower implements Follower<SimClrTypes> {
  readonly measurement?: Measurement
  private readonly curve: PassCurve

  /** @throws ImageError where neighbors cannot be evaluated and that is not optional */
  static async open(
    images: ImageSet,
    configuration: Configuration,
    neighbors: NeighborOptions | undefined,
    context: FollowContext,
  ): Promise<PassFollower> {
    const asked = neighbors && (await curveOf(images, configuration, neighbors, context))
    const perPass = stepsOfPass(images.images.length, configuration)
    return new PassFollower(perPass, context, asked, neighbors?.everyEpochs)
  }

  private constructor(
    readonly stepsOfPass: number,
    { position, numbers }: FollowContext,
    private readonly asked: NeighborCurve | undefined,
    everyEpochs = 1,
  ) {
    this.curve = new PassCurve(stepsOfPass, (position as FollowedPosition | undefined)?.passes)
    if (asked)
      this.measurement = {
        everySteps: stepsOfPass * everyEpochs,
        measure: async () => ({ accuracy: await asked.accuracy(await numbers()) }),
      }
  }

  /** What was seen so far. */
  get passes(): readonly PassSums[] {
    return this.curve.state()
  }

  // Before the next checkpoint, which keeps it.
  step(event: Extract<TrainingEvent, { type: 'step' }>): typeof event {
    this.curve.take(event)
    return event
  }

  scores({ step, scores }: ScoresEvent): NeighborsEvent {
    const event = { type: 'neighbors', step, epoch: step / this.stepsOfPass, accuracy: scores.accuracy! } as const
    this.curve.take(event)
    return event
  }

  state(): FollowedPosition {
    return { passes: this.passes }
  }

  async close(): Promise<void> {
    await this.asked?.close()
  }
}

/** What evaluates neighbors, unless that is optional and cannot be. */
async function curveOf(
  images: ImageSet,
  configuration: Configuration,
  neighbors: NeighborOptions,
  { provider, threads }: FollowContext,
): Promise<NeighborCurve | undefined> {
  try {
    return await NeighborCurve.open(images, configuration, neighbors, {
      ...(provider && { provider }),
      ...(threads !== undefined && { threads }),
    })
  } catch (error) {
    if (neighbors.optional && error instanceof ImageError) return undefined
    throw error
  }
}
