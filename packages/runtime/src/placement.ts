// Where a trainer's numbers live, and how a step moves them.
import type { Graph } from '@infonce/core'
import type { TrainingGraphs } from '@infonce/nn'
import type { HostTensor } from './host-tensor.js'
import type { ProviderChoice } from './provider.js'

/** Numbers of one step by the names of their outputs: `loss`, `metric/…`. */
export type StepMetrics = Readonly<Record<string, number>>

/** One step that is to be made. */
export interface StepInput {
  /** The inputs named `batch/…`. */
  readonly feeds: Readonly<Record<string, HostTensor>>
  readonly learningRate: number
  /** Whether to compute loss and metrics of the batch, before the step; it costs some time. */
  readonly withLoss: boolean
}

/** Parameters and the optimizer's state, and the graphs that move them. */
export interface Placement {
  readonly choice: ProviderChoice
  /** Whether some operators run on the CPU, because the provider lacks them. */
  readonly partlyOnCpu: boolean
  /** How many steps one run makes. */
  readonly stepsPerRun: number
  /**
   * Makes steps, `made` having been made before: as many as {@link stepsPerRun}, or one.
   * @returns loss and metrics of each, `undefined` where they were not asked for
   */
  run(steps: readonly StepInput[], made: number): Promise<(StepMetrics | undefined)[]>
  /** The values whose names begin so, in host memory; they may be the live ones. */
  read(prefix: string): Promise<Record<string, HostTensor>>
  close(): Promise<void>
}

/** What every placement is made from. */
export interface PlacementInput {
  readonly graphs: TrainingGraphs
  /** Parameters and state by name, with their sizes as numbers. */
  readonly slots: readonly Slot[]
  readonly initialize: (values: Readonly<Record<string, HostTensor>>) => void | Promise<void>
  readonly toModel: (graph: Graph) => Uint8Array
}

/** One parameter, or one slot of the optimizer's state. */
export interface Slot {
  readonly name: string
  readonly dims: readonly number[]
  /** What fills it before it is initialized. */
  readonly initial: number
}

/** The scalars among a run's results as numbers: loss and metrics. */
export function metricsOf(results: Readonly<Record<string, HostTensor>>): StepMetrics {
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, Number(data[0])]))
}
