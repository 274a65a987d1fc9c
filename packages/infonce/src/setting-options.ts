// The settings of a model as options of a command, and errors in the words of the command line.
import {
  ConfigurationError,
  idleSettings,
  parseSettings,
  type Setting,
  type Settings,
  type SettingsInput,
} from '@infonce/runtime'
import { type Command, Option } from 'commander'
import { parseNumber } from './numbers.js'
import { UsageError } from './usage-error.js'

/** What was typed for settings. */
export type TypedSettings<Configuration> = { readonly [Field in keyof Configuration]?: string }

/** `learningRate` as it is typed: `--learning-rate`. */
export const flagOf = (field: string): string =>
  `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** Those of some fields that were typed, as options. */
export const typedFlags = (typed: object, fields: readonly string[]): string[] =>
  fields.filter((field) => (typed as Record<string, unknown>)[field] !== undefined).map(flagOf)

/** A value as it is typed. */
const typedText = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value ?? 'none'))

/** What a typed text means; what is no number becomes NaN, which no setting takes. */
function readText(setting: Setting, text: string): unknown {
  if (setting.nullable && text === 'none') return null
  switch (setting.type) {
    case 'list':
    case 'range':
      return text.split(',').map(parseNumber)
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'choice':
      return typeof setting.of[0] === 'number' ? parseNumber(text) : text
    case 'string':
      return text
    default:
      return parseNumber(text)
  }
}

const argumentsOfNouns: Readonly<Record<string, string>> = { share: '<share>', probability: '<p>' }

/** What follows the flag: `<n>`. */
function argumentOf(setting: Setting): string {
  if (setting.option) return setting.option.argument
  switch (setting.type) {
    case 'integer':
      return '<n>'
    case 'number':
      return argumentsOfNouns[setting.noun ?? 'number'] ?? '<x>'
    case 'choice':
      return typeof setting.of[0] === 'number' ? '<n>' : '<name>'
    case 'boolean':
      return '<true|false>'
    case 'list':
      return '<n,…>'
    case 'range':
      return '<from,to>'
    default:
      return '<text>'
  }
}

/** `moco: keys in the queue (default: 4096)` */
function descriptionOf({ about, when = {}, byDefault, ...setting }: Setting): string {
  const names = Object.values(when)
    .flat()
    .filter((value) => typeof value === 'string')
  // A longer list would say less than it takes.
  const kinds = names.length > 0 && names.length < 3 ? `${names.join(', ')}: ` : ''
  const choices = setting.type === 'choice' ? `: ${setting.of.join(', ')}` : ''
  return `${kinds}${about.replaceAll('`', '')}${choices} (default: ${byDefault ?? typedText(setting.default)})`
}

/** The settings of a model as options. */
export class SettingOptions<Configuration extends object> {
  private readonly fields: readonly (string & keyof Configuration)[]

  /** @param only those that are options; all that can be, by default */
  constructor(
    private readonly settings: Settings<Configuration>,
    only?: readonly (string & keyof Configuration)[],
  ) {
    const names = only ?? (Object.keys(settings.fields) as (string & keyof Configuration)[])
    this.fields = names.filter((field) => this.setting(field).option !== false)
  }

  private setting(field: string & keyof Configuration): Setting {
    return this.settings.fields[field]
  }

  /** Adds an option for each setting, with its default in the help. */
  addTo(command: Command): void {
    for (const field of this.fields) {
      const setting = this.setting(field)
      command.addOption(new Option(`${flagOf(field)} ${argumentOf(setting)}`, descriptionOf(setting)))
    }
  }

  /** The settings that were typed. */
  typedFields(typed: TypedSettings<Configuration>): (string & keyof Configuration)[] {
    return this.fields.filter((field) => typed[field] !== undefined)
  }

  /**
   * What was typed for each setting, as it is meant; what was not is for training to fill in.
   * @throws UsageError that names the options as they are typed: those that cannot be, and those that do nothing
   */
  inputOf(typed: TypedSettings<Configuration>): SettingsInput<Configuration> {
    const fields = this.typedFields(typed)
    const input = Object.fromEntries(fields.map((field) => [field, readText(this.setting(field), typed[field]!)]))
    const [idle] = idleSettings(this.settings, this.parse(typed, input), fields)
    if (idle)
      throw new UsageError(
        `${flagOf(idle.field)} does nothing with ${flagOf(idle.on)} ${typedText(idle.value)}: leave it out`,
      )
    return input as SettingsInput<Configuration>
  }

  private parse(typed: TypedSettings<Configuration>, input: object): Configuration {
    try {
      return parseSettings(this.settings, input)
    } catch (error) {
      throw this.worded(typed, error)
    }
  }

  /** A `ConfigurationError` in the words of the command line; any other error as it is. */
  worded(typed: TypedSettings<Configuration>, error: unknown): unknown {
    if (!(error instanceof ConfigurationError)) return error
    const problems = error.problems.map(({ field, expected, found }) => {
      const [name, entry] = field.split('.') as [string & keyof Configuration, string?]
      const text = typed[name]
      const typable = expected.replace(/, or null$/, ', or none')
      const wanted = entry === undefined ? typable : `${typable} as entry ${Number(entry) + 1}`
      return `${flagOf(name)}: expected ${wanted}, found ${text === undefined ? typedText(found) : `'${text}'`}`
    })
    return new UsageError(problems.join('; '), { cause: error })
  }
}
