// The settings of SimCLR on CIFAR-10.

/** @satisfies {import('@infonce/simclr').ConfigurationInput} */
export const CIFAR_SETTINGS = {
  stem: 'strided',
  temperature: 0.2,
  batch: 256,
  epochs: 100,
  seed: 1,
}
