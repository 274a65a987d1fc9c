// Judges a model of pictures by probes, beside what it is to be compared with.
import { representationWidth, type SimClr, trainSupervised } from '@infonce/simclr'
import { judgeRepresentations, type ProbedFeatures } from '../../probe/judge.js'
import { probeReport } from '../../probe/report.js'
import type { ProbeResult } from '../../probe/result.js'
import { supervisedScore } from '../../probe/supervised.js'
import type { Progress } from '../../progress.js'
import type { PictureParts } from './picture-parts.js'
import { PIXELS_SIDE, pixelsNote, probedFeatures } from './probe-features.js'

export interface ProbeModelOptions {
  /** Neighbours that vote. */
  readonly k: number
  /** Whether the same network is trained with each label too. */
  readonly supervised: boolean
  /** Threads of that training. Default: as many as the process may use. */
  readonly threads?: number
  /** To which side pictures are averaged before their pixels are probed. Default: 32. */
  readonly side?: number
  /** Hears of each representation, the model's last. */
  readonly onFeatures?: (features: ProbedFeatures) => void
  readonly progress: Progress
}

/**
 * Judges representations by linear probes and nearest neighbours, on standardised features.
 * @throws UsageError for more neighbours than training pictures; what embedding and supervised training throw
 */
export async function probeModel(
  model: SimClr,
  { training, test, labels }: Pick<PictureParts, 'training' | 'test' | 'labels'>,
  { k, supervised, threads, side = PIXELS_SIDE, onFeatures, progress }: ProbeModelOptions,
): Promise<ProbeResult> {
  const { configuration } = model
  const rows = test.pictures
  async function* features(): AsyncGenerator<ProbedFeatures, void> {
    for await (const found of probedFeatures(model, training, test, side, progress)) {
      onFeatures?.(found)
      yield found
    }
  }
  return judgeRepresentations({
    ...{ training: training.pictures, test: rows, unit: 'pictures', labels, k, progress },
    features: features(),
    ...(supervised && {
      supervised: {
        row: { name: 'supervised', size: representationWidth(configuration) },
        score: (label) => {
          const where = threads === undefined ? {} : { threads }
          const events = trainSupervised({ pictures: training, label, configuration, ...where })
          return supervisedScore({ label, events, test, rows, progress })
        },
      },
    }),
  })
}

/** The table of what was found, and what it says in words. */
export const pictureProbeReport = (
  result: ProbeResult,
  set: PictureParts['test'],
  { side = PIXELS_SIDE, indent = '' }: { readonly side?: number; readonly indent?: string } = {},
): string[] => probeReport(result, { unit: 'pictures', notes: [pixelsNote(set, side)], indent })
