// A trained CPC model: settings and parameters.
import type { HostTensor } from '@infonce/runtime'
import type { Configuration } from './configuration.js'

/** A CPC model. */
export class Cpc {
  constructor(
    readonly configuration: Configuration,
    /** Parameters by the names of their inputs, `parameter/…`. */
    readonly parameters: Readonly<Record<string, HostTensor>>,
  ) {}
}
