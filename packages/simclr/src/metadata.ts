// What every file says of the model.
import type { Configuration } from './configuration.js'
import { PACKAGE_NAME, PACKAGE_VERSION } from './package-version.js'

const papers: Readonly<Record<Configuration['method'], string>> = {
  simclr: 'Chen et al. 2020, A Simple Framework for Contrastive Learning of Visual Representations',
  moco: 'Chen et al. 2020, Improved Baselines with Momentum Contrastive Learning',
  supcon: 'Khosla et al. 2020, Supervised Contrastive Learning',
}

/** Texts for the metadata of all graphs. */
export function metadata(configuration: Configuration): Record<string, string> {
  const { method, objective } = configuration
  return {
    package: PACKAGE_NAME,
    version: PACKAGE_VERSION,
    model: method,
    loss: objective,
    paper: papers[method],
    configuration: JSON.stringify(configuration),
  }
}
