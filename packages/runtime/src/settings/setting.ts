// What a setting of a model is, as data: checks, types, options of commands, tables and forms are made from it.

/** A finite number. Its bounds say what is expected, too: `a number above 0, up to 1000`. */
interface NumberType {
  readonly type: 'number'
  readonly min?: number
  readonly above?: number
  readonly max?: number
  readonly below?: number
  /** What the number is. Default: `'number'`. */
  readonly noun?: 'number' | 'number of Hz' | 'probability' | 'share'
}

/** A whole number from `min`, up to the largest that is exact unless `max` says less. */
interface IntegerType {
  readonly type: 'integer'
  readonly min: number
  readonly max?: number
}

/** One of some names or numbers. */
interface ChoiceType {
  readonly type: 'choice'
  readonly of: readonly (string | number)[]
}

/** True or false, or a text that is not empty. */
interface PlainType {
  readonly type: 'boolean' | 'string'
}

/** A list of 1 entry or more. */
interface ListType {
  readonly type: 'list'
  readonly of: NumberType | IntegerType
  /** Another list that has as many entries. Default: any number of entries. */
  readonly sameLengthAs?: string
}

/** Two numbers, the first no larger than the second, both above 0. */
interface RangeType {
  readonly type: 'range'
  readonly max: number
  /** What they are: `'shares'`, `'numbers of pixels'`. */
  readonly noun: string
}

/** An object of these fields. */
interface ObjectType {
  readonly type: 'object'
  readonly fields: Readonly<Record<string, SettingType>>
}

/** What values a setting takes. */
export type SettingType = (NumberType | IntegerType | ChoiceType | PlainType | ListType | RangeType | ObjectType) & {
  /** Whether it may be `null`, too. */
  readonly nullable?: true
}

/** A setting of a model. */
export type Setting<Value = unknown> = SettingType & {
  readonly default: Value
  /** What it is, in one phrase: `'images of a step'`. */
  readonly about: string
  /** Sentences that documents and types have beside it, in Markdown. */
  readonly more?: string
  /** What is taken where it is not given, where the default is not all that there is to say. */
  readonly byDefault?: string
  /** Values of other settings with which it has a meaning. Default: all. */
  readonly when?: Readonly<Record<string, readonly unknown[]>>
  /** The option of a command that sets it. Default: its name and what its type suggests; `false` for none. */
  readonly option?: false | { readonly argument: string }
}

/** The settings of a model, complete or not. */
export type SettingsInput<Configuration> = {
  readonly [Field in keyof Configuration]?: Configuration[Field] | undefined
}

/** The type of values that a type of settings takes. */
type ValueOf<Type> =
  | (Type extends { readonly type: 'number' | 'integer' } ? number : never)
  | (Type extends { readonly type: 'boolean' } ? boolean : never)
  | (Type extends { readonly type: 'string' } ? string : never)
  | (Type extends { readonly type: 'choice'; readonly of: readonly (infer Name)[] } ? Name : never)
  | (Type extends { readonly type: 'list' } ? readonly number[] : never)
  | (Type extends { readonly type: 'range' } ? readonly [number, number] : never)
  | (Type extends { readonly type: 'object'; readonly fields: infer Fields } ? ConfigurationOf<Fields> : never)
  | (Type extends { readonly nullable: true } ? null : never)

/** What settings that are written `as const` make: `ConfigurationOf<typeof fields>`. */
export type ConfigurationOf<Fields> = { readonly [Field in keyof Fields]: ValueOf<Fields[Field]> }

/** All settings of a model. */
export interface Settings<Configuration> {
  readonly fields: { readonly [Field in keyof Configuration]: Setting<Configuration[Field]> }
  /** Requires what settings ask of each other; it is called where each is right by itself. */
  readonly check?: (
    configuration: Configuration,
    require: (holds: boolean, field: keyof Configuration & string, expected: string) => void,
  ) => void
}
