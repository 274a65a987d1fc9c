// Evaluates a model by probes, beside what it is to be compared with.
import { type Cpc, type PoolingName, trainSupervised } from '@infonce/cpc'
import { evaluateRepresentations } from '../../probe/evaluate.js'
import type { ProbeContext } from '../../probe/probe-command.js'
import type { ProbeResult } from '../../probe/result.js'
import { supervisedScore } from '../../probe/supervised.js'
import { probedFeatures, type SoundFeatures, soundFeatureNames } from './probe-features.js'
import type { ProbeParts } from './probe-parts.js'

export interface ProbeModelOptions extends ProbeContext {
  readonly poolings: readonly PoolingName[]
  /** What the model is compared with beside itself untrained, where series are mono sound. Default: all there is. */
  readonly sounds?: readonly SoundFeatures[]
}

/**
 * Evaluates representations by linear probes and nearest neighbors.
 * @throws UsageError for more neighbors than training series; what embedding and supervised training throw
 */
export async function probeModel(
  model: Cpc,
  { training, test, labels }: Pick<ProbeParts, 'training' | 'test' | 'labels'>,
  { poolings, sounds = soundFeatureNames, k, supervised, provider, progress }: ProbeModelOptions,
): Promise<ProbeResult> {
  const { configuration } = model
  const rows = test.series
  return evaluateRepresentations({
    ...{ training: training.series, test: rows, unit: 'series', labels, k, progress },
    features: probedFeatures(model, training, test, { poolings, sounds, provider }, progress),
    ...(supervised && {
      supervised: {
        row: { name: 'supervised', pooling: 'mean-c', size: configuration.contextWidth },
        score: (label) => {
          const events = trainSupervised({ series: training, label, configuration, provider })
          return supervisedScore({ label, events, test, rows, provider, progress })
        },
      },
    }),
  })
}
