// A model that trains in folders: its definition, with what run.json says and what lies beside it. Node only.
import type * as z from 'zod'
import type { FileCounts } from '../data/files-found.js'
import type { DescriptionOf } from '../run-folder.js'
import type { AnyModelDefinition, BeginEvent, EndEvent, ModelEvent, ModelTypes } from './definition.js'

/** What of the data run.json is made of and compared with. */
export interface BegunRun<T extends ModelTypes> {
  readonly options: T['described']
  readonly opened: T['opened']
  readonly begin: BeginEvent<T>
  /** Files beside those that were read, by kinds, where there were some. */
  readonly leftOut?: FileCounts
}

/** A file that is written as training goes on: a curve. */
export interface RunReport<T extends ModelTypes> {
  take(event: T['opening'] | ModelEvent<T>): Promise<void>
  /** Writes it for the last time, and gives its path. */
  finish(end: EndEvent<T>): Promise<string>
}

/** A model that trains in folders. */
export type FolderDefinition<T extends ModelTypes, Details extends object> = AnyModelDefinition<T> &
  InFolder<T, Details>

/** What folders ask beside the definition. */
export interface InFolder<T extends ModelTypes, Details extends object> {
  /** The script of a worker thread that calls `serveModelInThread` with it. */
  readonly script: URL
  /** Names of the files of a model, in the order in which they are written. The last has its numbers. */
  readonly files: readonly string[]
  /** Those that a model is read back from. Default: the last. */
  readonly sources?: readonly string[]
  /** Other files that training writes. Default: none. */
  readonly report?: { readonly name: string; readonly open: (folder: string) => RunReport<T> }
  /** What `run.json` says besides the settings: what the run is of, to notice another. */
  readonly details: z.ZodType<Details>
  readonly detailsOf: (run: BegunRun<T>) => Details | Promise<Details>
  /** Options that a run has from its beginning on, whatever it is resumed with. Default: none. */
  readonly optionsOf?: (details: Details) => Partial<T['described']>
  /** Why data are not those that a run began on; undefined where they may be. */
  readonly differs: (known: Details, now: Details) => string | undefined
  /** What lies beside run.json that training needs again, where the run has it. Throws where it cannot be. */
  readonly recall?: (
    folder: string,
    known: DescriptionOf<T['configuration'], Details>,
    opened: T['opened'],
    state: { readonly started: boolean; readonly damaged: readonly string[] },
  ) => Promise<Partial<T['opened']>>
  /** Writes it, after run.json. */
  readonly keep?: (folder: string, begin: BeginEvent<T>) => Promise<void>
  /** Writes and reads what of a model is neither graph nor number: a vocabulary. */
  readonly facts?: {
    readonly write: (folder: string, model: T['model']) => Promise<readonly string[]>
    readonly read: (
      folder: string,
      configuration: T['configuration'],
      metadata: Readonly<Record<string, string>>,
    ) => Promise<T['prepared']>
    /** What the file of numbers says of it. */
    readonly metadata: (model: T['model']) => Readonly<Record<string, string>>
  }
  /** What float16 weights change in the terms of this model, for metadata and reports. Default: nothing is said. */
  readonly rounding?: (model: T['model']) => Readonly<Record<string, number>>
}
