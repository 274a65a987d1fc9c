// What is probed: the model, the same encoder untrained, and the usual features of sound.
import {
  type Cpc,
  embedSeries,
  frameStatistics,
  logMel,
  mfcc,
  type PoolingName,
  type SeriesSet,
  untrainedModel,
} from '@infonce/cpc'
import { type Features, stackRows } from '@infonce/evaluation'
import type { Provider } from '@infonce/runtime'
import type { ProbedFeatures } from '../../probe/evaluate.js'
import type { Progress } from '../../progress.js'
import { countedWork } from '../../work-status.js'

/** Usual features of sound, by name. */
export type SoundFeatures = 'MFCC' | 'log-mel'
const soundFeatures = { MFCC: mfcc, 'log-mel': logMel } satisfies Record<SoundFeatures, unknown>
export const soundFeatureNames: readonly SoundFeatures[] = ['MFCC', 'log-mel']

interface ProbedOptions {
  readonly poolings: readonly PoolingName[]
  readonly sounds: readonly SoundFeatures[]
  readonly provider: Provider
}

/** The features of both parts: those of models by each pooling, those of sound where series are mono sound. */
export async function* probedFeatures(
  model: Cpc,
  training: SeriesSet,
  test: SeriesSet,
  { poolings, sounds, provider }: ProbedOptions,
  progress: Progress,
): AsyncGenerator<ProbedFeatures, void> {
  const { rate, channels } = model.configuration
  if (rate !== null && channels === 1)
    for (const name of sounds) {
      const features = soundFeatures[name]({ sampleRate: rate })
      const [first, second] = [
        await statistics(training, features, progress, name),
        await statistics(test, features, progress, name),
      ]
      yield { name, pooling: 'statistics', training: first, test: second }
    }
  for (const [name, encoder] of [
    ['untrained', untrainedModel(model.configuration)],
    ['CPC', model],
  ] as const) {
    const embed = (set: SeriesSet) =>
      embedSeries(encoder, set, {
        poolings,
        provider,
        onProgress: countedWork(progress, `encoding, ${name}`, 'series'),
      })
    const [first, second] = [await embed(training), await embed(test)]
    for (const pooling of poolings) yield { name, pooling, training: first[pooling], test: second[pooling] }
  }
}

async function statistics(
  set: SeriesSet,
  features: (signal: Float32Array) => Features,
  progress: Progress,
  name: string,
): Promise<Features> {
  const watch = countedWork(progress, name, 'series')
  const rows: Float32Array[] = []
  for (const index of set.series.keys()) {
    rows.push(frameStatistics(features(await set.read(index))))
    watch(index + 1, set.series.length)
  }
  return stackRows(rows)
}
