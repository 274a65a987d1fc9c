// Settings that only some values of another give a meaning.
import { flagOf, type TypedSettings } from './setting-options.js'
import { UsageError } from './usage-error.js'

/** Fields that do nothing unless another field has one of some values. */
export interface DependentSettings<Configuration> {
  readonly fields: readonly (string & keyof Configuration)[]
  readonly on: string & keyof Configuration
  readonly values: readonly unknown[]
}

/** Refuses settings that were typed and do nothing. Throws a `UsageError` that names the first. */
export function refuseIdle<Configuration>(
  typed: TypedSettings<Configuration>,
  configuration: Configuration,
  dependent: readonly DependentSettings<Configuration>[],
): void {
  for (const { fields, on, values } of dependent) {
    if (values.includes(configuration[on])) continue
    const idle = fields.find((field) => typed[field] !== undefined)
    if (idle !== undefined)
      throw new UsageError(`${flagOf(idle)} does nothing with ${flagOf(on)} ${configuration[on]}: leave it out`)
  }
}
