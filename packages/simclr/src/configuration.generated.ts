// Written from the table of configuration.ts: UPDATE_SETTINGS=1 npx vitest run scripts/settings.test.ts

/** Settings of a run, complete. */
export interface Configuration {
  /** Side of an image in pixels. Default: that of the images, else `32`. */
  readonly size: number
  /** 3 for red, green, blue; 1 for gray. Default: that of the images, else `3`. */
  readonly channels: 1 | 3
  /**
   * Mean and deviation of each channel, of pixels 0 … 1. The encoder takes images from 0 to 1 and brings them to mean 0
   * and deviation 1. Training replaces `null` by what it measures; graphs that are made without training take 0.5 and
   * 0.25. Default: measured.
   */
  readonly level: { readonly mean: readonly number[]; readonly deviation: readonly number[] } | null
  /**
   * What is contrasted. The views of a batch (`simclr`), a momentum encoder with a queue of keys (`moco`), or images by
   * their labels (`supcon`). Default: `'simclr'`.
   */
  readonly method: 'simclr' | 'moco' | 'supcon'
  /**
   * What is made of the contrasts. `infonce` is NT-Xent for two views; `decoupled` has no positive in the denominator
   * (Yeh et al. 2022); `logistic` takes each candidate by itself (NT-Logistic). Default: `'infonce'`.
   */
  readonly objective: 'infonce' | 'decoupled' | 'logistic'
  /**
   * Label for supcon and for nearest neighbors. With `supcon`, images with equal labels are positives of each other.
   * Default: `'class'`.
   */
  readonly label: string
  /** The network. A residual network, or four plain convolutions. Default: `'resnet'`. */
  readonly network: 'resnet' | 'convolutional'
  /** Layers of the residual network. See `residualForms`. Used only with `network: 'resnet'`. Default: `10`. */
  readonly depth: 8 | 10 | 14 | 18 | 20 | 26 | 32 | 34 | 50
  /** What the widths of its layers are multiplied by. Used only with `widths: null`. Default: `0.5`. */
  readonly widthFactor: number
  /**
   * Channels of each stage or layer. In the place of those that depth and width factor give. Default: by depth and
   * factor.
   */
  readonly widths: readonly number[] | null
  /**
   * How the residual network begins. `cifar` begins with a 3 × 3 convolution, `strided` with the same by steps of 2,
   * which makes all that follows four times cheaper, `imagenet` with 7 × 7 by steps of 2 and a maximum of 3 × 3. Used
   * only with `network: 'resnet'`. Default: `'cifar'`.
   */
  readonly stem: 'cifar' | 'strided' | 'imagenet'
  /**
   * What is normalized. Each channel over the batch, groups of channels of an image, or the whole image. Default:
   * `'batch'`.
   */
  readonly normalization: 'batch' | 'group' | 'layer'
  /** Groups of channels. Used only with `normalization: 'group'`. Default: `8`. */
  readonly groups: number
  /** Layers of the projection head. Default: `2`. */
  readonly headLayers: number
  /** Width of its hidden layers. Used only with `headLayers: 2` or `headLayers: 3`. Default: `256`. */
  readonly headWidth: number
  /** Length of an embedding z. Default: `128`. */
  readonly embedding: number
  /**
   * Views V of each image in a step. With more than two, all other views of an image are positives, and the loss is the
   * mean over them (Khosla et al. 2020, eq. 2, each image its own label). Default: `2`.
   */
  readonly views: number
  /** What similarities are divided by. Default: `0.5`. */
  readonly temperature: number
  /** Keys K in the queue. Used only with `method: 'moco'`. Default: `4096`. */
  readonly queue: number
  /** Share that the momentum encoder keeps of itself in a step. Used only with `method: 'moco'`. Default: `0.99`. */
  readonly keyMomentum: number
  /** Whether keys of other images of the batch are negatives, too. Used only with `method: 'moco'`. Default: `true`. */
  readonly batchKeys: boolean
  /** Share of an image's area that a random crop keeps, from and to. Default: `[0.2, 1]`. */
  readonly crop: readonly [number, number]
  /** Probability that a view is flipped left to right. Default: `0.5`. */
  readonly flip: number
  /** Strength s of color jitter. Brightness, contrast and saturation change by 0.8·s, hue by 0.2·s. Default: `0.5`. */
  readonly jitter: number
  /** Probability of color jitter. Default: `0.8`. */
  readonly jitterProbability: number
  /** Probability that a view is gray. Default: `0.2`. */
  readonly grayscale: number
  /** Probability that a view is blurred. Default: `0`. */
  readonly blur: number
  /** Standard deviation of the blur in pixels, from and to. Default: `[0.1, 2]`. */
  readonly blurWidth: readonly [number, number]
  /** Images N of a step. Default: `256`. */
  readonly batch: number
  /**
   * Images that the network sees at once, a divisor of the batch. A step then needs memory for these alone, and a third
   * more time (gradient cache, Gao et al. 2021). Default: the whole batch.
   */
  readonly chunk: number | null
  /** Passes over the images. Default: `50`. */
  readonly epochs: number
  /** What moves parameters. Default: `'sgd'`. */
  readonly optimizer: 'sgd' | 'lars' | 'adamw'
  /** Learning rate after the warm-up, before scaling; it falls along half a cosine to 0. Default: `0.24`. */
  readonly learningRate: number
  /**
   * How the learning rate grows with the batch. Not, by its size over 256, or by the root of that. Default: `'linear'`.
   */
  readonly scaling: 'none' | 'linear' | 'root'
  /** Momentum. Used only with `optimizer: 'sgd'` or `optimizer: 'lars'`. Default: `0.9`. */
  readonly momentum: number
  /** Weight decay. Default: `0.0001`. */
  readonly weightDecay: number
  /** Share of training over which the learning rate rises from 0. Default: `0.05`. */
  readonly warmUp: number
  /** Seed of all random numbers. Default: `1`. */
  readonly seed: number
}
