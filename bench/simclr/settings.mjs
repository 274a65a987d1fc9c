// The settings of SimCLR on CIFAR-10: what promised most for the time of two slow cores (docs/simclr.md).

/** @satisfies {import('@infonce/simclr').ConfigurationInput} */
export const CIFAR_SETTINGS = {
  depth: 10,
  stem: 'cifar',
  widths: [16, 64, 128, 256],
  temperature: 0.2,
  batch: 256,
  epochs: 40,
  optimiser: 'adamw',
  learningRate: 2e-3,
  weightDecay: 0.05,
  seed: 1,
}
