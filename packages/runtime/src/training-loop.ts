// The training loop: steps, progress events, checkpoints, and an end to runs that have gone wrong.
import { InfonceError, ValueError } from '@infonce/core'
import type { Schedule } from '@infonce/nn'
import type { CheckpointContent, CheckpointStore } from './checkpoint-store.js'
import { EventLoopTurns } from './event-loop-turns.js'
import type { HostTensor } from './host-tensor.js'
import type { StepInput, StepMetrics } from './placement.js'
import type { Trainer } from './trainer.js'

/** Training has gone wrong: a loss, a parameter or the optimizer's state is NaN or infinite. */
export class TrainingError extends InfonceError {
  override name = 'TrainingError'
}

/** A batch, and how much of the whole training is done before it, 0 … 1. */
export interface TrainingBatch {
  readonly feeds: Readonly<Record<string, HostTensor>>
  readonly progress: number
}

/** Where batches come from. */
export interface BatchSource {
  /** The next batch, valid until the one after; `undefined` at the end of training. */
  take(): Promise<TrainingBatch | undefined>
  /** The position after the last batch as JSON, from which a new source goes on. */
  state(): unknown
  /** What it keeps in tensors at that position, for a checkpoint: a queue, frequencies. Default: nothing. */
  tensors?(): Readonly<Record<string, HostTensor>> | undefined
}

/** Where checkpoints go, and when. */
export interface CheckpointPolicy {
  readonly store: CheckpointStore
  /** The package that writes them, and its configuration, as JSON. */
  readonly package: string
  readonly config: unknown
  readonly seed: number
  /** Seconds between checkpoints. Default: 60. */
  readonly everySeconds?: number
}

/** What is measured of a model between steps, without changing it: a probe, the nearest neighbors of a test set. */
export interface Measurement {
  /** Steps from one to the next; the last is after the last step, unless training is stopped. */
  readonly everySteps: number
  /** The scores of the model as it is now, by name. */
  measure(): Promise<Readonly<Record<string, number>>>
}

/** What {@link train} is given. */
export interface TrainOptions {
  readonly trainer: Trainer
  readonly source: BatchSource
  readonly schedule: Schedule
  /** Steps between those whose loss and metrics are computed. Default: 1, every step. */
  readonly lossEvery?: number
  /**
   * Stops training after the step under way (where a run makes several, after the run), with a checkpoint where there is
   * a policy for them.
   */
  readonly signal?: AbortSignal
  /** Default: no checkpoints. */
  readonly checkpoints?: CheckpointPolicy
  /** Default: nothing is measured. */
  readonly measurement?: Measurement
}

/** What happens during training. */
export type TrainingEvent =
  /** A step whose loss was computed; loss, metrics and `progress` are those before it. */
  | {
      readonly type: 'step'
      readonly step: number
      readonly progress: number
      readonly learningRate: number
      readonly metrics: StepMetrics
    }
  | { readonly type: 'checkpoint'; readonly step: number; readonly path: string }
  /** The last event: all batches were used, or the signal was given. */
  | { readonly type: 'end'; readonly reason: 'finished' | 'stopped'; readonly step: number }

/** Scores of the model after this step, where they are measured. */
export interface ScoresEvent {
  readonly type: 'scores'
  readonly step: number
  readonly scores: Readonly<Record<string, number>>
}

/**
 * Trains until the batches end or the signal is given.
 *
 * The numbers depend on trainer, source and schedule alone, not on when checkpoints are written: a run that goes on
 * from a checkpoint ends with the same bytes as one that was never interrupted.
 * @throws ValueError for an impossible `lossEvery`, `everySeconds` or `everySteps`, at the call
 * @throws TrainingError when the loss, a parameter or the optimizer's state is no longer a finite number; the message
 *   names the step and the last checkpoint. Nothing that is not finite is ever written to a checkpoint.
 */
export function train(options: TrainOptions & { readonly measurement?: never }): AsyncGenerator<TrainingEvent, void>
export function train(options: TrainOptions): AsyncGenerator<TrainingEvent | ScoresEvent, void>
export function train(options: TrainOptions): AsyncGenerator<TrainingEvent | ScoresEvent, void> {
  const { lossEvery = 1, checkpoints } = options
  if (!Number.isInteger(lossEvery) || lossEvery < 1)
    throw new ValueError(`lossEvery must be a whole number from 1, found ${lossEvery}`)
  if (checkpoints && !((checkpoints.everySeconds ?? 60) >= 0))
    throw new ValueError(`everySeconds must be a number from 0, found ${checkpoints.everySeconds}`)
  const every = options.measurement?.everySteps ?? 1
  if (!Number.isInteger(every) || every < 1)
    throw new ValueError(`everySteps must be a whole number from 1, found ${every}`)
  return eventsOf(options, lossEvery)
}

async function* eventsOf(options: TrainOptions, lossEvery: number): AsyncGenerator<TrainingEvent | ScoresEvent, void> {
  const { trainer, signal, checkpoints, measurement } = options
  const periods = (step: number): number => Math.floor(step / (measurement?.everySteps ?? 1))
  let measured: number | undefined
  const earlier = await checkpoints?.store.latest()
  const saver = checkpoints && new CheckpointSaver(trainer, checkpoints, earlier)
  const turns = new EventLoopTurns()
  for (;;) {
    // A signal is given by a message, a timer or a key, which no run of a graph in WebAssembly lets through.
    if (turns.due) await turns.take()
    const stopping = signal?.aborted ?? false
    if (saver && (stopping || saver.isDue()))
      yield { type: 'checkpoint', step: trainer.steps, path: await saver.save(options.source) }
    if (stopping) {
      if (!saver) await finiteNumbers(trainer, undefined)
      yield { type: 'end', reason: 'stopped', step: trainer.steps }
      return
    }
    const steps = await takeSteps(options, lossEvery)
    if (steps.length === 0) break
    const first = trainer.steps + 1
    const results = await trainer.run(steps)
    for (const [k, metrics] of results.entries()) {
      if (!metrics) continue
      const step = first + k
      if (!Number.isFinite(metrics.loss)) throw failure(step, `the loss is ${metrics.loss}`, saver?.last)
      const { progress, learningRate } = steps[k]!
      yield { type: 'step', step, progress, learningRate, metrics }
    }
    if (measurement && periods(trainer.steps) > periods(first - 1)) {
      yield { type: 'scores', step: trainer.steps, scores: await measurement.measure() }
      measured = trainer.steps
    }
    if (steps.length < trainer.stepsPerRun) break
  }
  if (measurement && measured !== trainer.steps)
    yield { type: 'scores', step: trainer.steps, scores: await measurement.measure() }
  // What comes after training may fail, a full disk say, and must not cost the training. What is saved was finite.
  if (!saver) await finiteNumbers(trainer, undefined)
  else if (saver.lastStep !== trainer.steps)
    yield { type: 'checkpoint', step: trainer.steps, path: await saver.save(options.source) }
  yield { type: 'end', reason: 'finished', step: trainer.steps }
}

/** The steps of the next run: as many as the trainer makes at once, fewer only at the end of the batches. */
async function takeSteps(
  { trainer, source, schedule }: TrainOptions,
  lossEvery: number,
): Promise<(StepInput & { readonly progress: number })[]> {
  const steps: (StepInput & { readonly progress: number })[] = []
  const several = trainer.stepsPerRun > 1
  while (steps.length < trainer.stepsPerRun) {
    const batch = await source.take()
    if (!batch) break
    steps.push({
      // The source may write the next batch where this one lies.
      feeds: several ? copied(batch.feeds) : batch.feeds,
      progress: batch.progress,
      learningRate: schedule(batch.progress),
      withLoss: (trainer.steps + steps.length) % lossEvery === 0,
    })
  }
  return steps
}

const copied = (feeds: TrainingBatch['feeds']): TrainingBatch['feeds'] =>
  Object.fromEntries(
    Object.entries(feeds).map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() } as HostTensor]),
  )

class CheckpointSaver {
  private time = performance.now()
  /** The step of the last checkpoint that this loop wrote. */
  lastStep: number | undefined

  constructor(
    private readonly trainer: Trainer,
    private readonly policy: CheckpointPolicy,
    /** Path of the last checkpoint of the run, also of the part of it before a resumption. */
    public last: string | undefined,
  ) {}

  isDue(): boolean {
    return performance.now() - this.time >= (this.policy.everySeconds ?? 60) * 1000
  }

  async save(source: BatchSource): Promise<string> {
    const { trainer, policy } = this
    const { parameters, state } = await finiteNumbers(trainer, this.last)
    const { store, package: name, config, seed } = policy
    const batches = source.tensors?.()
    const content = {
      package: name,
      step: trainer.steps,
      seed,
      config,
      progress: source.state(),
      parameters,
      ...(Object.keys(state).length > 0 && { state }),
      ...(batches && { batches }),
    }
    this.last = await store.write(content)
    this.lastStep = trainer.steps
    this.time = performance.now()
    return this.last
  }
}

function failure(step: number, what: string, lastCheckpoint: string | undefined): TrainingError {
  const saved = lastCheckpoint ? `the last good checkpoint is ${lastCheckpoint}` : 'no checkpoint was written'
  return new TrainingError(`step ${step}: ${what}: lower the learning rate; ${saved}`)
}

/** Parameters and the optimizer's state, read once: they may lie on a device. Throws where one is not finite. */
async function finiteNumbers(
  trainer: Trainer,
  lastCheckpoint: string | undefined,
): Promise<Required<Pick<CheckpointContent, 'parameters' | 'state'>>> {
  const parameters = await trainer.readParameters()
  const state = await trainer.readState()
  for (const [name, { data }] of Object.entries({ ...parameters, ...state })) {
    const numbers = data as Float32Array
    // A sum is finite only if all its terms are; the loop is several times faster than a test of each.
    let sum = 0
    for (let i = 0; i < numbers.length; i++) sum += numbers[i]! * 0
    if (sum !== 0) throw failure(trainer.steps, `${name} is no longer finite`, lastCheckpoint)
  }
  return { parameters, state }
}
