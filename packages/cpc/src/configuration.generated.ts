// Written from the table of configuration.ts: UPDATE_SETTINGS=1 npx vitest run scripts/settings.test.ts

/** Settings of a run, complete. */
export interface Configuration {
  /** Channels of a series: 1 for mono sound. Default: `1`. */
  readonly channels: number
  /** Samples a second; `null` for series that have no rate. Default: `8000`. */
  readonly rate: number | null
  /** Steps K ahead that are predicted. Default: `8`. */
  readonly steps: number
  /** Negatives of each prediction, at most. Where the windows have fewer frames, all of them. Default: `96`. */
  readonly negatives: number
  /**
   * Where negatives come from. Other frames of the same window (`sequence`), of all windows of the batch (`batch`), of
   * windows of the same speaker (`speaker`), or half of them `batch` and half `speaker` (`mixed`, where a frame may be
   * drawn twice). Default: `'batch'`.
   */
  readonly scope: 'sequence' | 'batch' | 'speaker' | 'mixed'
  /** Whether the series of an anchor gives negatives, too. In scopes other than `sequence`. Default: `true`. */
  readonly ownSequence: boolean
  /** The label that names speakers. Used only with `scope: 'speaker'` or `scope: 'mixed'`. Default: `'speaker'`. */
  readonly speakerLabel: string
  /**
   * Windows of one speaker that stand together in a batch. Used only with `scope: 'speaker'` or `scope: 'mixed'`.
   * Default: `8`.
   */
  readonly speakerWindows: number
  /**
   * Channels of the encoder's layers. The last is the length of a frame z. Default: by the rate, else `[32, 64, 128,
   * 128]`.
   */
  readonly widths: readonly number[]
  /** Entries that each layer's convolution sees. Default: by the rate, else `[10, 8, 4, 4]`. */
  readonly kernels: readonly number[]
  /**
   * Strides of the layers. Those of the default give a frame every 80 samples. Default: by the rate, else `[5, 4, 2,
   * 2]`.
   */
  readonly strides: readonly number[]
  /**
   * What is done between a layer's convolution and its ReLU. Nothing, or layer normalization of the channels of each
   * frame. Default: `'channel'`.
   */
  readonly normalization: 'none' | 'channel'
  /** How frames become contexts. A gated recurrent unit, as in the paper, or causal convolutions. Default: `'gru'`. */
  readonly context: 'gru' | 'convolution'
  /** Length of a context c. Default: `128`. */
  readonly contextWidth: number
  /** Frames that each layer of the context sees. Used only with `context: 'convolution'`. Default: `3`. */
  readonly contextKernel: number
  /**
   * Layers of the context; each looks twice as far back as the one before. Used only with `context: 'convolution'`.
   * Default: `4`.
   */
  readonly contextLayers: number
  /**
   * What is brought to one level: all series by one gain, or each by its own. With `set` all series are brought to a
   * root mean square of 1 by one gain, which is then part of the model. With `series` each channel of each series is
   * brought to mean 0 and deviation 1 before the model sees it, which leaves out how loud a recording is, and where a
   * sensor has its zero: whoever runs `encoder.onnx` elsewhere, or encodes a stream, does so first. `configurationFor`
   * takes `series` for series without a rate. Default: set, or series without a rate.
   */
  readonly level: 'set' | 'series'
  /**
   * What samples are multiplied by before the encoder. With `null`, training measures what gives its series a root mean
   * square of 1, or takes 1 where each series is scaled by itself; graphs that are made without training take 1.
   * Default: measured, to a level of 1.
   */
  readonly gain: number | null
  /** Frames of a window. Default: `40`. */
  readonly frames: number
  /** Windows N of a step. Default: `32`. */
  readonly batch: number
  /** Passes over the series. As many windows as lie side by side in each series, one at least. Default: `20`. */
  readonly epochs: number
  /** Adam's learning rate after the warm-up; it falls along half a cosine to a hundredth. Default: `0.001`. */
  readonly learningRate: number
  /** Share of training over which the learning rate rises from 0. Default: `0.05`. */
  readonly warmUp: number
  /** What scores are divided by. Default: `1`. */
  readonly temperature: number
  /** Seed of all random numbers. Default: `1`. */
  readonly seed: number
}
