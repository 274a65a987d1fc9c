// Where negatives come from: which windows of a batch give those of which others.
import type { Configuration } from './configuration.js'

/** One source of negatives: the windows of a batch in groups, each with negatives that its windows share. */
export interface NegativeSource {
  /** Its inputs are `batch/negatives.<name>` and `batch/negative-weight.<name>`. */
  readonly name: string
  /** Windows of a group; a divisor of the batch. */
  readonly windows: number
  /** Negatives M that a group shares. */
  readonly count: number
}

/** One choice of sources. */
interface Scope {
  /** Whether batches are made of groups of windows of one speaker. */
  readonly bySpeaker: boolean
  /** Whether the own window is all there is. */
  readonly alone: boolean
  readonly sources: (configuration: Configuration) => readonly NegativeSource[]
}

/** The scopes by the name of the `scope` setting. */
export const scopes: Readonly<Record<Configuration['scope'], Scope>> = {
  sequence: {
    bySpeaker: false,
    alone: true,
    sources: ({ negatives }) => [{ name: 'sequence', windows: 1, count: negatives }],
  },
  batch: {
    bySpeaker: false,
    alone: false,
    sources: ({ negatives, batch }) => [{ name: 'batch', windows: batch, count: negatives }],
  },
  speaker: {
    bySpeaker: true,
    alone: false,
    sources: ({ negatives, speakerWindows }) => [{ name: 'speaker', windows: speakerWindows, count: negatives }],
  },
  mixed: {
    bySpeaker: true,
    alone: false,
    sources: ({ negatives, batch, speakerWindows }) => [
      { name: 'batch', windows: batch, count: Math.floor(negatives / 2) },
      { name: 'speaker', windows: speakerWindows, count: Math.ceil(negatives / 2) },
    ],
  },
}
