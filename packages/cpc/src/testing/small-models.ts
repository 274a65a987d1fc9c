// Models of few parameters, as training starts from them, for the tests of what encodes.
import type { ConfigurationInput } from '../configuration.js'
import type { Cpc } from '../cpc.js'
import { untrainedModel } from '../untrained.js'

const common: ConfigurationInput = { rate: null, steps: 2, frames: 4, batch: 2, negatives: 3, seed: 11 }

/** Both contexts, one channel and several, frames that overlap and frames with samples between them. */
export const smallModels: readonly { readonly name: string; readonly model: Cpc }[] = [
  {
    name: 'gru',
    model: untrainedModel({
      ...common,
      ...{ widths: [5, 6], kernels: [5, 3], strides: [3, 2], gain: 1.5, contextWidth: 4 },
    }),
  },
  {
    name: 'convolution',
    model: untrainedModel({
      ...common,
      ...{ channels: 3, widths: [4, 6, 5], kernels: [4, 1, 2], strides: [2, 3, 1], normalization: 'none' },
      ...{ context: 'convolution', contextWidth: 5, contextKernel: 3, contextLayers: 2 },
    }),
  },
  {
    name: 'gru of frames apart',
    model: untrainedModel({
      ...common,
      ...{ channels: 2, widths: [4, 3], kernels: [2, 1], strides: [3, 2], contextWidth: 3 },
    }),
  },
]
