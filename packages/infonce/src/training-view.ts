// What is shown of the training of a model, and the events that it is read off.
import type { ExportedEvent, ProviderChoice, TrainingEvent } from '@infonce/runtime'

/** The event with which the training of every model begins. */
export interface BeginEvent {
  readonly type: 'begin'
  /** Steps made already. */
  readonly steps: number
  readonly choice: ProviderChoice
  readonly partlyOnCpu: boolean
}

/** The event with which it ends, before files are written. */
export type EndEvent<Model> = Extract<TrainingEvent, { type: 'end' }> & { readonly model: Model }

/** What happens during training in a folder, whatever is trained. */
export type RunEvent<Begin extends BeginEvent, Model> =
  | Begin
  | Exclude<TrainingEvent, { type: 'end' }>
  | EndEvent<Model>
  | ExportedEvent

/** Numbers of a step, shown as running means. */
export interface ShownNumber {
  /** Outputs of the step's graph: `metric/accuracy`. */
  readonly outputs: readonly string[]
  /** Of their means: `accuracy 12%`. */
  readonly text: (...means: readonly number[]) => string
}

/** What is shown of the training of one model. */
export interface TrainingView<Begin extends BeginEvent> {
  /** What it is trained on, in a line: `vocabulary of 5,000 words, 98.2 % of a corpus of 1.02M`. */
  readonly summary: (begin: Begin) => string
  /** The work of the whole run, of which a step's progress is a share: words that are read, seconds of sound. */
  readonly work: (begin: Begin) => number
  /** A speed in that: `1.21M words/s`. */
  readonly speed: (workPerSecond: number, begin: Begin) => string
  /** What else a step's progress, 0 … 1, says: `epoch 3 of 50`. Default: nothing. */
  readonly facts?: (progress: number, begin: Begin) => readonly string[]
  /** The most important first. */
  readonly numbers: readonly ShownNumber[]
}
