// The settings of SimCLR on CIFAR-10: what promised most for the time of two slow cores (docs/simclr.md).

/** @satisfies {import('@infonce/simclr').ConfigurationInput} */
export const CIFAR_SETTINGS = {
  depth: 8,
  stem: 'strided',
  widths: [32, 64, 256],
  temperature: 0.2,
  batch: 256,
  epochs: 62,
  optimiser: 'adamw',
  learningRate: 2e-3,
  weightDecay: 0.05,
  seed: 1,
}
