// Options that are settings of a run: a table of them, and errors in the words of the command line.
import { ConfigurationError } from '@infonce/runtime'
import { type Command, Option } from 'commander'
import { parseNumber } from './numbers.js'
import { UsageError } from './usage-error.js'

/** An option that is a setting. */
export interface SettingOption {
  /** `<n>` */
  readonly argument: string
  readonly description: string
  /** What a typed text means. Default: a number. */
  readonly read?: (text: string) => unknown
  /** The default in words, where it is not one value. */
  readonly byDefault?: string
}

/** A typed text as it is. */
export const readText = (text: string): string => text

/** `5,4,2,2`; what is no number in it becomes NaN, which no setting takes. */
export const readNumbers = (text: string): number[] => text.split(',').map(parseNumber)

/** `true` or `false`; any other text as it is. */
export const readTruth = (text: string): unknown => (text === 'true' ? true : text === 'false' ? false : text)

/** What was typed for settings. */
export type TypedSettings<Configuration> = { readonly [Field in keyof Configuration]?: string }

/** `learningRate` as it is typed: `--learning-rate`. */
export const flagOf = (field: string): string =>
  `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** A value as it is typed. */
const typedText = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value ?? 'none'))

/** The settings of a model as options. */
export class SettingOptions<Configuration extends object> {
  private readonly fields: readonly (string & keyof Configuration)[]

  /** @param parse fills in defaults and checks; throws a `ConfigurationError` */
  constructor(
    private readonly options: { readonly [Field in keyof Configuration]?: SettingOption },
    private readonly parse: (input: { readonly [Field in keyof Configuration]?: unknown }) => Configuration,
  ) {
    this.fields = Object.keys(options) as (string & keyof Configuration)[]
  }

  /** Adds an option for each setting, with its default in the help. */
  addTo(command: Command): void {
    const defaults = this.parse({})
    for (const field of this.fields) {
      const { argument, description, byDefault = typedText(defaults[field]) } = this.options[field]!
      const shown = `${description} (default: ${byDefault})`
      command.addOption(new Option(`${flagOf(field)} ${argument}`, shown))
    }
  }

  /** The settings that were typed. */
  typedFields(typed: TypedSettings<Configuration>): (string & keyof Configuration)[] {
    return this.fields.filter((field) => typed[field] !== undefined)
  }

  /** What was typed for each setting, as it is meant, unchecked. */
  inputOf(typed: TypedSettings<Configuration>): { readonly [Field in keyof Configuration]?: unknown } {
    const entries = this.typedFields(typed).map((field) => {
      const { read = parseNumber } = this.options[field]!
      return [field, read(typed[field]!)]
    })
    return Object.fromEntries(entries) as { readonly [Field in keyof Configuration]?: unknown }
  }

  /**
   * The configuration that was typed.
   * @throws UsageError that names the options as they are typed
   */
  configurationOf(typed: TypedSettings<Configuration>): Configuration {
    try {
      return this.parse(this.inputOf(typed))
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
      const wanted = entry === undefined ? expected : `${expected} as entry ${Number(entry) + 1}`
      return `${flagOf(name)}: expected ${wanted}, found ${text === undefined ? typedText(found) : `'${text}'`}`
    })
    return new UsageError(problems.join('; '), { cause: error })
  }
}
