// What probes of representations find.
import type { AccuracyInterval } from '@infonce/evaluation'

/** How many of the test part were told right. */
export interface Score {
  readonly correct: number
  readonly total: number
  readonly accuracy: number
  /** 95 %. */
  readonly interval: AccuracyInterval
}

/** How the fit of a linear probe ended. */
export interface Fit {
  readonly iterations: number
  /** Whether it came to the minimum of its objective, within its tolerance. */
  readonly converged: boolean
}

/** What one label was told by. */
export interface LabelScores {
  /** Of a linear probe; of the network itself where it was trained with the labels. */
  readonly probe: Score
  /** Of the linear probe. */
  readonly fit?: Fit
  /** Of the nearest neighbors, by cosine of the features as they are. */
  readonly neighbors?: Score
}

/** One representation, evaluated. */
export interface ProbeRow {
  readonly name: string
  /** How frames became one vector, where there are frames. */
  readonly pooling?: string
  /** Numbers of a vector. */
  readonly size: number
  /** Whether its network was trained with the labels. */
  readonly supervised: boolean
  readonly scores: Readonly<Record<string, LabelScores>>
}

/** What was found. */
export interface ProbeResult {
  readonly training: number
  readonly test: number
  readonly k: number
  /** For each label its classes, and the share of the test part that are of the commonest. */
  readonly labels: Readonly<Record<string, { readonly classes: number; readonly commonest: number }>>
  readonly rows: readonly ProbeRow[]
  /** How many probes did not converge; their `fit` says which. */
  readonly unconverged: number
}
