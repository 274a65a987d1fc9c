// Judges a model by probes, beside what it is to be compared with.
import { type Cpc, type PoolingName, type SeriesSet, trainSupervised } from '@infonce/cpc'
import {
  type AccuracyInterval,
  confusionMatrix,
  encodeLabels,
  judgeByNeighbours,
  judgeByProbe,
  type LabelledFeatures,
  standardiser,
} from '@infonce/evaluation'
import type { Progress } from '../../progress.js'
import { UsageError } from '../../usage-error.js'
import { type ProbedFeatures, probedFeatures, type SoundFeatures, soundFeatureNames } from './probe-features.js'
import type { ProbeParts } from './probe-parts.js'

/** How many test series were told right. */
export interface Score {
  readonly correct: number
  readonly total: number
  readonly accuracy: number
  /** 95 %. */
  readonly interval: AccuracyInterval
}

/** What one label was told by. */
export interface LabelScores {
  /** Of a linear probe; of the network itself where it was trained with the labels. */
  readonly probe: Score
  /** Of the nearest neighbours. */
  readonly neighbours?: Score
}

/** One representation, judged. */
export interface ProbeRow {
  readonly name: string
  readonly pooling: string
  /** Numbers of a series. */
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
  /** For each label its classes, and the share of the test series that are of the commonest. */
  readonly labels: Readonly<Record<string, { readonly classes: number; readonly commonest: number }>>
  readonly rows: readonly ProbeRow[]
  /** Probes that did not come to the end of their iterations' search. */
  readonly unconverged: number
}

export interface ProbeModelOptions {
  readonly poolings: readonly PoolingName[]
  /** What the model is compared with beside itself untrained, where series are mono sound. Default: all there is. */
  readonly sounds?: readonly SoundFeatures[]
  /** Neighbours that vote. */
  readonly k: number
  /** Whether the same network is trained with each label too. */
  readonly supervised: boolean
  readonly progress: Progress
}

/**
 * Judges representations by linear probes and nearest neighbours, on standardised features.
 * @throws UsageError for more neighbours than training series; what embedding and supervised training throw
 */
export async function probeModel(
  model: Cpc,
  { training, test, labels }: Pick<ProbeParts, 'training' | 'test' | 'labels'>,
  { poolings, sounds = soundFeatureNames, k, supervised, progress }: ProbeModelOptions,
): Promise<ProbeResult> {
  const [known, asked] = [training.series.length, test.series.length]
  if (k > known)
    throw new UsageError(`--neighbours: expected at most ${known}, as there are training series, found ${k}`)
  const rows: ProbeRow[] = []
  let unconverged = 0
  for await (const features of probedFeatures(model, training, test, poolings, sounds, progress)) {
    const scores: Record<string, LabelScores> = {}
    for (const label of labels) {
      progress.update({ label: `probing, ${features.name}`, facts: [features.pooling, label] })
      const parts = labelled(features, training, test, label)
      const judged = judgeByProbe(parts.training, parts.test)
      if (!judged.probe.converged) unconverged++
      const near = judgeByNeighbours(...standardised(parts), { k })
      scores[label] = { probe: scoreOf(judged), neighbours: scoreOf(near) }
    }
    const { name, pooling, training: matrix } = features
    rows.push({ name, pooling, size: matrix.columns, supervised: false, scores })
  }
  if (supervised) {
    const scores: Record<string, LabelScores> = {}
    for (const label of labels)
      scores[label] = { probe: await trainedWithLabels(model, training, test, label, progress) }
    rows.push({
      ...{ name: 'supervised', pooling: 'mean-c', size: model.configuration.contextWidth },
      ...{ supervised: true, scores },
    })
  }
  const facts = labels.map((label) => {
    const { classes } = encodeLabels(valuesOf(training, label))
    const { codes } = encodeLabels(valuesOf(test, label), classes)
    const counts = classes.map((_, code) => codes.filter((found) => found === code).length)
    return [label, { classes: classes.length, commonest: Math.max(...counts) / asked }]
  })
  return { training: known, test: asked, k, labels: Object.fromEntries(facts), rows, unconverged }
}

interface Parts {
  readonly training: LabelledFeatures
  readonly test: LabelledFeatures
}

const valuesOf = ({ series }: SeriesSet, label: string): string[] => series.map(({ labels }) => labels[label]!)

const labelled = (features: ProbedFeatures, training: SeriesSet, test: SeriesSet, label: string): Parts => ({
  training: { features: features.training, labels: valuesOf(training, label) },
  test: { features: features.test, labels: valuesOf(test, label) },
})

function standardised({ training, test }: Parts): [LabelledFeatures, LabelledFeatures] {
  const standard = standardiser(training.features)
  return [
    { ...training, features: standard.apply(training.features) },
    { ...test, features: standard.apply(test.features) },
  ]
}

const scoreOf = ({ correct, total, accuracy, interval }: Score): Score => ({ correct, total, accuracy, interval })

/** The network of CPC, trained with a label by as many steps. */
async function trainedWithLabels(
  { configuration }: Cpc,
  training: SeriesSet,
  test: SeriesSet,
  label: string,
  progress: Progress,
): Promise<Score> {
  const started = performance.now()
  for await (const event of trainSupervised({ series: training, label, configuration })) {
    if (event.type === 'step') {
      const share = event.progress
      const seconds = (performance.now() - started) / 1000
      const left = share > 0 ? (seconds * (1 - share)) / share : undefined
      progress.update({
        label: `training with ${label}`,
        share,
        left,
        facts: [`loss ${event.metrics.loss!.toFixed(3)}`],
      })
    } else {
      const { model } = event
      const found = encodeLabels(await model.classify(test), model.classes).codes
      return scoreOf(confusionMatrix(encodeLabels(valuesOf(test, label), model.classes), found))
    }
  }
  throw new Error('supervised training ended without its model')
}
