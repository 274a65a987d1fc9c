// What a model is, as one record: from it come training in memory, in a folder and in workers, loading and exporting.
import type { Graph, Shape } from '@infonce/core'
import type { CachedTrainingGraphs, Schedule, TrainingGraphs } from '@infonce/nn'
import type { HostTensor } from '../host-tensor.js'
import type { Provider, ProviderChoice } from '../provider.js'
import type { RunStart } from '../run-folder.js'
import type { Settings } from '../settings/setting.js'
import type { Trainer } from '../trainer.js'
import type { BatchSource, CheckpointPolicy, Measurement, ScoresEvent, TrainingEvent } from '../training-loop.js'
import type { ErrorClasses } from '../worker-stream-error.js'

/** What training ends with: settings, and numbers by the names of their inputs. */
export interface TrainedModel {
  readonly configuration: unknown
  readonly parameters: Readonly<Record<string, HostTensor>>
}

/** The types of one model. */
export interface ModelTypes {
  /** Settings of a run: complete, and as they are given. */
  readonly configuration: { readonly seed: number }
  readonly input: object
  /** Options that bring data: opened, and described as plain data that can be sent to a worker. */
  readonly opened: object
  readonly described: object
  /** What training finds out before its first step: settings with what was measured, a vocabulary. */
  readonly prepared: { readonly configuration: ModelTypes['configuration'] }
  /** Events while data are opened, and while training prepares. */
  readonly opening: { readonly type: string }
  readonly preparing: { readonly type: string }
  /** Their position is an object, beside which a checkpoint keeps what a follower has. */
  readonly batches: BatchSource & { state(): object; close?(): Promise<void> }
  /** What the event `begin` has beside what every model's has, with all of `prepared`. */
  readonly begin: object
  /** A step's event, and events in the place of scores that were measured. */
  readonly step: Extract<TrainingEvent, { type: 'step' }>
  readonly scores: { readonly type: string }
  /** It has what was prepared, beside its numbers. */
  readonly model: TrainedModel & ModelTypes['prepared']
}

/** Options of training that every model has. */
export interface CommonOptions<T extends ModelTypes> {
  /** Settings; what is left out takes its default, or what the data decide. */
  readonly configuration?: T['input']
  /** Where to train. Default: `'cpu'` in Node, `'auto'` in a browser. */
  readonly provider?: Provider | 'auto'
  /** Threads inside one operator. Default: as many as the process may use. */
  readonly threads?: number
  /** Stops training after the step under way. */
  readonly signal?: AbortSignal
  /** Steps between events with loss and metrics. Default: the model's. */
  readonly lossEvery?: number
}

/** Where checkpoints go, and where training starts. */
export interface ContinuationOptions<T extends ModelTypes> {
  /** A policy, or what makes it for the settled configuration. Default: no checkpoints. */
  readonly checkpoints?: CheckpointPolicy | ((configuration: T['configuration']) => CheckpointPolicy)
  /** Default: from the beginning. */
  readonly start?: RunStart
}

/** What training in memory is given. */
export type TrainModelOptions<T extends ModelTypes> = T['opened'] & CommonOptions<T> & ContinuationOptions<T>

/** The same with data that are described. */
export type TrainDescribedOptions<T extends ModelTypes> = T['described'] & CommonOptions<T> & ContinuationOptions<T>

/** The event with which training begins. */
export type BeginEvent<T extends ModelTypes> = T['begin'] & {
  readonly type: 'begin'
  /** As it is trained: with what was measured. */
  readonly configuration: T['configuration']
  /** Steps made already. */
  readonly steps: number
  /** Where it trains, and why there. */
  readonly choice: ProviderChoice
  /** Whether some operators run on the CPU, because the provider lacks them. */
  readonly partlyOnCpu: boolean
}

/** The event with which it ends. */
export type EndEvent<T extends ModelTypes> = Extract<TrainingEvent, { type: 'end' }> & { readonly model: T['model'] }

/** What happens during training. */
export type ModelEvent<T extends ModelTypes> =
  | T['preparing']
  | BeginEvent<T>
  | T['step']
  | T['scores']
  | Extract<TrainingEvent, { type: 'checkpoint' }>
  | EndEvent<T>

/** Follows a training: measures as it goes on, and says what its events are to the model's users. */
export interface Follower<T extends ModelTypes> {
  /** Default: nothing is measured. */
  readonly measurement?: Measurement
  /** The event that is given for one of the loop. */
  step(event: Extract<TrainingEvent, { type: 'step' }>): T['step']
  scores?(event: ScoresEvent): T['scores']
  /** What a checkpoint keeps beside the position of the batches, as JSON. */
  state?(): object
  close?(): Promise<void>
}

/** What batches can use. */
export interface BatchContext {
  /** What `state` of earlier batches gave, where training resumes. */
  readonly position: unknown
  /** What their `tensors` gave. Default: none. */
  readonly tensors: Readonly<Record<string, HostTensor>>
  /** The numbers of the model as they are now, for batches that depend on them: hard negatives by search. */
  readonly numbers: () => Promise<Readonly<Record<string, HostTensor>>>
}

/** What a follower can use. */
export interface FollowContext {
  /** What {@link Follower.state} gave, and where the batches stood, where training resumes. */
  readonly position: unknown
  readonly provider?: Provider | 'auto'
  readonly threads?: number
  /** The numbers of the model as they are now. */
  readonly numbers: () => Promise<Readonly<Record<string, HostTensor>>>
}

/** What every model says, however its numbers are found. Functions are free of state, so that bundles take what they use. */
interface ModelRecord<T extends ModelTypes> {
  /** Its name in messages: `'CPC'`. */
  readonly name: string
  /** The package that trains it, and its version: `'@infonce/cpc'`. */
  readonly package: string
  readonly version: string
  /** Settings of a run, as data. */
  readonly settings: Settings<T['configuration']>
  /** Classes of errors that may come from a worker beside those of core and runtime. */
  readonly errors?: ErrorClasses
  /** Opens data that are described. Default: they are given as they are. */
  readonly open?: (options: T['described'] & CommonOptions<T>) => AsyncGenerator<T['opening'], T['opened'], undefined>
  /** What is found out before training, of a provider that can be used: checks, measurements. */
  readonly prepare: (options: T['opened'] & CommonOptions<T>) => WithEvents<T['preparing'], T['prepared']>
  /** The trained object, which has all of `prepared`. */
  readonly model: (prepared: T['prepared'], parameters: Readonly<Record<string, HostTensor>>) => T['model']
  /** The event `begin` on its way from a worker, where it is more than plain data. Buffers of it are moved, not copied. */
  readonly transport?: {
    readonly send: (begin: BeginEvent<T>) => { readonly event: object; readonly buffers: readonly object[] }
    readonly receive: (event: object) => Promise<BeginEvent<T>>
  }
  /** The graphs with weights inside, by the names of their files. */
  readonly encoders: (model: T['model']) => Readonly<Record<string, Graph>>
}

/** A result, or a generator of events that comes to it. */
export type WithEvents<Event, Result> = Promise<Result> | AsyncGenerator<Event, Result, undefined>

/** A model whose numbers are found by steps of a graph. */
export interface ModelDefinition<T extends ModelTypes> extends ModelRecord<T> {
  readonly fit?: undefined
  /** Steps between events with loss and metrics, by default. */
  readonly lossEvery: number | ((input: T['input'] | undefined) => number)
  /** The graphs of a step. */
  readonly graphs: (prepared: T['prepared']) => TrainingGraphs | CachedTrainingGraphs
  /** Sizes of their free dimensions. Default: none are free. */
  readonly sizes?: (prepared: T['prepared']) => Readonly<Record<string, number>>
  /** Writes the numbers that training starts from. */
  readonly initialize: (prepared: T['prepared'], values: Readonly<Record<string, HostTensor>>) => void
  readonly schedule: (prepared: T['prepared']) => Schedule
  /** Batches from a position on, which a checkpoint has kept; from the beginning without one. */
  readonly batches: (options: T['opened'], prepared: T['prepared'], context: BatchContext) => T['batches']
  /** What the event `begin` says of the training. */
  readonly begin: (
    options: T['opened'],
    prepared: T['prepared'],
    training: { readonly batches: T['batches']; readonly follower: Follower<T> | undefined },
  ) => T['begin']
  /** Default: events as the loop gives them. */
  readonly follow?: (
    options: T['opened'],
    prepared: T['prepared'],
    context: FollowContext,
  ) => Follower<T> | Promise<Follower<T>>
  /**
   * The numbers of the model in a trainer. Default: its parameters; at the end of a training that keeps averages of weights,
   * these averages.
   */
  readonly numbers?: (trainer: Trainer, prepared: T['prepared']) => Promise<Record<string, HostTensor>>
  /** The graphs of training as they are exported. Default: those of `graphs`, which then are of whole batches. */
  readonly exportedGraphs?: (prepared: T['prepared']) => TrainingGraphs
  /** Names and shapes of the numbers of a model. Default: those of the parameters of its graphs. */
  readonly shapes?: (prepared: T['prepared']) => Iterable<readonly [name: string, shape: Shape]>
}

/**
 * A model whose numbers are computed at once, without a graph of a step: a closed form, counts. It has no checkpoints:
 * a run that was killed is fitted again when it is resumed. Its event `begin` names the provider `cpu`.
 */
export interface FittedModelDefinition<T extends ModelTypes> extends ModelRecord<T> {
  /** Computes its numbers. Throws the reason of the signal where that is given meanwhile. */
  readonly fit: (
    options: T['opened'] & CommonOptions<T>,
    prepared: T['prepared'],
  ) => WithEvents<T['preparing'], Readonly<Record<string, HostTensor>>>
  readonly begin: (options: T['opened'], prepared: T['prepared']) => T['begin']
  readonly shapes: (prepared: T['prepared']) => Iterable<readonly [name: string, shape: Shape]>
}

/** A model of either kind: what trains, loads and exports takes both. */
export type AnyModelDefinition<T extends ModelTypes> = ModelDefinition<T> | FittedModelDefinition<T>

/** A definition as it is: a place for its types to be checked. */
export const defineModel = <T extends ModelTypes>(definition: ModelDefinition<T>): ModelDefinition<T> => definition
