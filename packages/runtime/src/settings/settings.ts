// The settings of a model: defaults filled in, every wrong one named, and those that do nothing found.
import { ConfigurationError, type ConfigurationProblem } from '../errors.js'
import type { Setting, Settings } from './setting.js'
import { checkFields, isObject } from './setting-check.js'

/**
 * Fills in defaults and checks every setting, and then what they ask of each other.
 * @throws ConfigurationError that names each wrong field by its path, what was expected and what was found
 */
export function parseSettings<Configuration>(settings: Settings<Configuration>, input: unknown = {}): Configuration {
  if (!isObject(input))
    throw new ConfigurationError([{ field: 'configuration', expected: 'an object of settings', found: input }])
  const fields = settings.fields as Readonly<Record<string, Setting>>
  const { value, problems } = checkFields('', fields, input)
  const configuration = value as Configuration
  fail([...problems, ...unequalLengths(fields, value as Readonly<Record<string, unknown>>)])
  const found: ConfigurationProblem[] = []
  settings.check?.(configuration, (holds, field, expected) => {
    if (!holds) found.push({ field, expected, found: configuration[field] })
  })
  fail(found)
  return configuration
}

/** The names or numbers that a setting chooses from. Empty where it is no choice. */
export function choicesOf<Configuration, Field extends keyof Configuration>(
  { fields }: Settings<Configuration>,
  field: Field,
): readonly Configuration[Field][] {
  const setting: Setting = fields[field]
  return setting.type === 'choice' ? (setting.of as readonly Configuration[Field][]) : []
}

/** A setting that does nothing, because another has a value with which it has no meaning. */
export interface IdleSetting {
  readonly field: string
  readonly on: string
  readonly value: unknown
}

/** Which of some settings do nothing in a configuration. */
export function idleSettings<Configuration>(
  { fields }: Settings<Configuration>,
  configuration: Configuration,
  among: readonly (keyof Configuration & string)[],
): readonly IdleSetting[] {
  return among.flatMap((field) =>
    Object.entries(fields[field].when ?? {}).flatMap(([on, values]) => {
      const value = configuration[on as keyof Configuration]
      return values.includes(value) ? [] : [{ field, on, value }]
    }),
  )
}

/** Lists that must be as long as others. Checked where their entries are wrong, too. */
const unequalLengths = (
  fields: Readonly<Record<string, Setting>>,
  values: Readonly<Record<string, unknown>>,
): ConfigurationProblem[] =>
  Object.entries(fields).flatMap(([field, setting]) => {
    const other = setting.type === 'list' ? setting.sameLengthAs : undefined
    const [list, model] = [values[field], other === undefined ? undefined : values[other]]
    if (!Array.isArray(list) || !Array.isArray(model)) return []
    // An empty list is a problem of its own.
    if (list.length === model.length || model.length === 0) return []
    return [{ field, expected: `${model.length} entries, as many as ${other} has`, found: list }]
  })

function fail(problems: readonly ConfigurationProblem[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems)
}
