// A trained model of images: settings and numbers.
import type { HostTensor } from '@infonce/runtime'
import type { Configuration } from './configuration.js'

/** A model that was trained by SimCLR, MoCo or supervised contrast. */
export class SimClr {
  constructor(
    readonly configuration: Configuration,
    /**
     * By the names of their inputs: parameters, `parameter/…`, and what else the encoder needs, the running statistics
     * of batch normalization, `state/encoder.…`.
     */
    readonly parameters: Readonly<Record<string, HostTensor>>,
  ) {}
}
