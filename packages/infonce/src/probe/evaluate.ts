// Evaluates representations by linear probes and nearest neighbors.
import {
  type ConfusionMatrix,
  encodeLabels,
  evaluateNeighbors,
  evaluateProbe,
  type Features,
  type LabeledFeatures,
} from '@infonce/evaluation'
import type { NamedRow } from '../feature-file.js'
import type { Progress } from '../progress.js'
import { UsageError } from '../usage-error.js'
import type { LabelScores, ProbeResult, ProbeRow, Score } from './result.js'

/** A representation: a row for each of both parts. */
export interface ProbedFeatures {
  /** `CPC` */
  readonly name: string
  readonly pooling?: string
  readonly training: Features
  readonly test: Features
}

/** A representation, and for each label what its nearest neighbors take for what. */
export interface EvaluatedFeatures extends ProbedFeatures {
  readonly confusions: Readonly<Record<string, ConfusionMatrix>>
}

/** What is evaluated, and by what. */
export interface EvaluateOptions {
  readonly training: readonly NamedRow[]
  readonly test: readonly NamedRow[]
  /** What they are, in words: `series`. */
  readonly unit: string
  /** Labels that all of both parts have. */
  readonly labels: readonly string[]
  /** Neighbors that vote. */
  readonly k: number
  readonly features: AsyncIterable<ProbedFeatures>
  /** The same network trained with labels, where that is asked for: how it does. */
  readonly supervised?: {
    readonly row: Pick<ProbeRow, 'name' | 'pooling' | 'size'>
    readonly score: (label: string) => Promise<Score>
  }
  /** Hears of each representation once it is evaluated. */
  readonly onEvaluated?: (evaluated: EvaluatedFeatures) => void
  readonly progress: Pick<Progress, 'update'>
}

/** Makes sure that there are as many to vote. Throws a `UsageError`. */
function checkNeighbors(k: number, known: number, unit: string): void {
  if (k > known)
    throw new UsageError(`--neighbors: expected at most ${known}, as there are training ${unit}, found ${k}`)
}

/**
 * Evaluates representations: by linear probes on standardized features, and by nearest neighbors on the features as they
 * are.
 * @throws UsageError for more neighbors than training rows; what `features` and `supervised` throw
 */
export async function evaluateRepresentations(options: EvaluateOptions): Promise<ProbeResult> {
  const { training, test, unit, labels, k, features, supervised, onEvaluated, progress } = options
  checkNeighbors(k, training.length, unit)
  const rows: ProbeRow[] = []
  let unconverged = 0
  for await (const found of features) {
    const { name, pooling } = found
    const scores: Record<string, LabelScores> = {}
    const confusions: Record<string, ConfusionMatrix> = {}
    for (const label of labels) {
      const facts = [...(pooling === undefined ? [] : [pooling]), label]
      const onIteration = ({ iteration }: { readonly iteration: number }): void =>
        progress.update({ label: `probing, ${name}`, facts: [...facts, `iteration ${iteration}`] })
      progress.update({ label: `probing, ${name}`, facts })
      const parts: readonly [LabeledFeatures, LabeledFeatures] = [
        { features: found.training, labels: valuesOf(training, label) },
        { features: found.test, labels: valuesOf(test, label) },
      ]
      const evaluated = evaluateProbe(...parts, { onIteration })
      const { iterations, converged } = evaluated.probe
      if (!converged) unconverged++
      const near = evaluateNeighbors(...parts, { k })
      confusions[label] = near
      scores[label] = { probe: scoreOf(evaluated), fit: { iterations, converged }, neighbors: scoreOf(near) }
    }
    onEvaluated?.({ ...found, confusions })
    const size = found.training.columns
    rows.push({ name, ...(pooling !== undefined && { pooling }), size, supervised: false, scores })
  }
  if (supervised) {
    const scores: Record<string, LabelScores> = {}
    for (const label of labels) scores[label] = { probe: await supervised.score(label) }
    rows.push({ ...supervised.row, supervised: true, scores })
  }
  const facts = labels.map((label) => {
    const { classes } = encodeLabels(valuesOf(training, label))
    const { codes } = encodeLabels(valuesOf(test, label), classes)
    const counts = classes.map((_, code) => codes.filter((found) => found === code).length)
    return [label, { classes: classes.length, commonest: Math.max(...counts) / test.length }]
  })
  return { training: training.length, test: test.length, k, labels: Object.fromEntries(facts), rows, unconverged }
}

/** The values of a label, which all have. */
export const valuesOf = (rows: readonly NamedRow[], label: string): string[] => rows.map(({ labels }) => labels[label]!)

/** A score without what else an evaluation says. */
export const scoreOf = ({ correct, total, accuracy, interval }: Score): Score => ({
  correct,
  total,
  accuracy,
  interval,
})
