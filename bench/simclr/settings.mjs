// The settings of SimCLR on CIFAR-10: what promised most for the time of two slow cores (docs/simclr.md).

/** @satisfies {import('@infonce/simclr').ConfigurationInput} */
export const CIFAR_SETTINGS = {
  depth: 10,
  stem: 'cifar',
  widths: [16, 64, 128, 256],
  temperature: 0.2,
  views: 4,
  batch: 64,
  epochs: 22,
  optimizer: 'adamw',
  learningRate: 1.4e-3,
  scaling: 'none',
  weightDecay: 0.05,
  seed: 1,
}
