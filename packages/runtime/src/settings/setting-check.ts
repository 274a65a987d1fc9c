// Whether a value is one that a setting takes, and what is expected of it, in words.
import type { ConfigurationProblem } from '../errors.js'
import type { SettingType } from './setting.js'

/** What a value must be: `a whole number from 1 to 64`. */
export function expectedOf(setting: SettingType): string {
  const words = wordsOf(setting)
  return setting.nullable ? `${words}, or null` : words
}

/** A copy of a value that a setting takes; problems, each with the path of its field, of any other. */
export function checkSetting(field: string, setting: SettingType, value: unknown): CheckedSetting {
  if (setting.nullable && value === null) return { value, problems: [] }
  if (setting.type === 'list' && Array.isArray(value) && value.length > 0)
    return gather(
      [...value.entries()].map(([index, entry]) => checkSetting(`${field}.${index}`, setting.of, entry)),
      (entries) => entries,
    )
  if (setting.type === 'object' && isObject(value)) return checkFields(field, setting.fields, value)
  if (holds(setting, value)) return { value: Array.isArray(value) ? [...value] : value, problems: [] }
  return { value, problems: [{ field, expected: expectedOf(setting), found: value }] }
}

/** A value as it is taken, and what is wrong with it. */
export interface CheckedSetting {
  readonly value: unknown
  readonly problems: readonly ConfigurationProblem[]
}

/** The same for the fields of an object, those with a default included; others are problems. */
export function checkFields(
  path: string,
  fields: Readonly<Record<string, SettingType & { readonly default?: unknown }>>,
  given: Readonly<Record<string, unknown>>,
): CheckedSetting {
  const inside = (field: string) => (path === '' ? field : `${path}.${field}`)
  const names = Object.keys(fields)
  const checked = gather(
    names.map((name) =>
      checkSetting(inside(name), fields[name]!, given[name] === undefined ? fields[name]!.default : given[name]),
    ),
    (values) => Object.fromEntries(names.map((name, index) => [name, values[index]])),
  )
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(fields, name))
  const expected = `one of the fields ${names.join(', ')}`
  return {
    value: checked.value,
    problems: [...checked.problems, ...unknown.map((name) => ({ field: inside(name), expected, found: given[name] }))],
  }
}

const gather = (parts: readonly CheckedSetting[], whole: (values: unknown[]) => unknown): CheckedSetting => ({
  value: whole(parts.map(({ value }) => value)),
  problems: parts.flatMap(({ problems }) => problems),
})

/** Whether a value is an object of fields. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function holds(setting: SettingType, value: unknown): boolean {
  switch (setting.type) {
    case 'integer':
      return Number.isSafeInteger(value) && within(value as number, setting)
    case 'number':
      return Number.isFinite(value) && within(value as number, setting)
    case 'choice':
      return setting.of.includes(value as string)
    case 'boolean':
      return typeof value === 'boolean'
    case 'string':
      return typeof value === 'string' && value !== ''
    case 'range':
      return (
        Array.isArray(value) &&
        value.length === 2 &&
        value.every((number) => Number.isFinite(number) && number > 0 && number <= setting.max) &&
        value[0] <= value[1]
      )
    default:
      return false
  }
}

interface Bounds {
  readonly min?: number
  readonly above?: number
  readonly max?: number
  readonly below?: number
}

const within = (value: number, { min, above, max, below }: Bounds): boolean =>
  (min === undefined || value >= min) &&
  (above === undefined || value > above) &&
  (max === undefined || value <= max) &&
  (below === undefined || value < below)

function wordsOf(setting: SettingType): string {
  switch (setting.type) {
    case 'integer':
      return `a whole number${boundsText(setting)}`
    case 'number':
      return `a ${setting.noun ?? 'number'}${boundsText(setting)}`
    case 'choice':
      return `one of ${setting.of.join(', ')}`
    case 'boolean':
      return 'true or false'
    case 'string':
      return 'a text'
    case 'list':
      return `a list of 1 or more entries, each ${expectedOf(setting.of)}`
    case 'range':
      return `two ${setting.noun}, from and to, above 0 and up to ${numberText(setting.max)}`
    case 'object':
      return `an object of ${Object.keys(setting.fields).join(' and ')}`
  }
}

/** ` from 0 up`, ` from 1 to 64`, ` above 0, up to 1000`, ` from 0 and below 1`. */
function boundsText({ min, above, max, below }: Bounds): string {
  if (min !== undefined) {
    const from = ` from ${numberText(min)}`
    if (below !== undefined) return `${from} and below ${numberText(below)}`
    return `${from} ${max === undefined ? 'up' : `to ${numberText(max)}`}`
  }
  if (above === undefined) return ''
  return ` above ${numberText(above)}${max === undefined ? '' : `, up to ${numberText(max)}`}`
}

/** `1000`, `1e-6`: what is shorter, where there would be many zeros. */
function numberText(value: number): string {
  const size = Math.abs(value)
  return size >= 1e6 || (size > 0 && size < 1e-3) ? value.toExponential().replace('+', '') : String(value)
}
