// Evaluates a model of images by probes, beside what it is to be compared with.
import { type Encoding, representationWidth, type SimClr, trainSupervised } from '@infonce/simclr'
import { type EvaluatedFeatures, evaluateRepresentations } from '../../probe/evaluate.js'
import type { ProbeContext } from '../../probe/probe-command.js'
import { probeReport } from '../../probe/report.js'
import type { ProbeResult } from '../../probe/result.js'
import { supervisedScore } from '../../probe/supervised.js'
import type { ImageParts } from './image-parts.js'
import { modelNames, PIXELS_SIDE, pixelsNote, probedFeatures } from './probe-features.js'

/** Encodings that are probed by default. */
export const usualEncodings: readonly Encoding[] = ['h', 'quarters']

export interface ProbeModelOptions extends ProbeContext {
  /** Threads of that training. Default: as many as the process may use. */
  readonly threads?: number
  /** To which side images are averaged before their pixels are probed. Default: 32. */
  readonly side?: number
  /** Which encodings of the model and the untrained encoder. Default: h and quarters. */
  readonly encodings?: readonly Encoding[]
  /** Hears of the model's representations h. */
  readonly onModel?: (evaluated: EvaluatedFeatures) => void
}

/**
 * Evaluates representations by linear probes and nearest neighbors.
 * @throws UsageError for more neighbors than training images; what embedding and supervised training throw
 */
export async function probeModel(
  model: SimClr,
  { training, test, labels }: Pick<ImageParts, 'training' | 'test' | 'labels'>,
  options: ProbeModelOptions,
): Promise<ProbeResult> {
  const {
    k,
    supervised,
    threads,
    side = PIXELS_SIDE,
    encodings = usualEncodings,
    onModel,
    provider,
    progress,
  } = options
  const { configuration } = model
  const rows = test.images
  return evaluateRepresentations({
    ...{ training: training.images, test: rows, unit: 'images', labels, k, progress },
    features: probedFeatures(model, training, test, { encodings, side, provider }, progress),
    onEvaluated: (evaluated) => {
      if (evaluated.name === modelNames[configuration.method] && evaluated.pooling === 'h') onModel?.(evaluated)
    },
    ...(supervised && {
      supervised: {
        row: { name: 'supervised', pooling: 'h', size: representationWidth(configuration) },
        score: (label) => {
          const where = { provider, ...(threads !== undefined && { threads }) }
          const events = trainSupervised({ images: training, label, configuration, ...where })
          return supervisedScore({ label, events, test, rows, provider, progress })
        },
      },
    }),
  })
}

/** The table of what was found, and what it says in words. */
export const imageProbeReport = (
  result: ProbeResult,
  set: ImageParts['test'],
  { side = PIXELS_SIDE, indent = '' }: { readonly side?: number; readonly indent?: string } = {},
): string[] =>
  probeReport(result, {
    unit: 'images',
    notes: [
      ...(result.rows.some(({ pooling }) => pooling === 'quarters')
        ? ['h is the mean over an image, quarters has one for each quarter of it.']
        : []),
      pixelsNote(set, side),
    ],
    indent,
  })
