// Settings checked at the door: what each field must be, in words, and every wrong one named.
import * as z from 'zod'
import { ConfigurationError } from './errors.js'

// Each check says what it expects, whatever was found: that is all of a message that zod cannot word for us.

/** A whole number from `least` to `most`. Default: no `most` but the largest whole number that is exact. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): z.ZodNumber {
  return numberWhere(`a whole number from ${least} ${upTo(most)}`, (value) => {
    return Number.isSafeInteger(value) && value >= least && value <= most
  })
}

/** A finite number for which something holds; `expected` says it in words: `a number above 0, up to 1000`. */
export const numberWhere = (expected: string, holds: (value: number) => boolean): z.ZodNumber =>
  z.number(expected).refine(holds, expected)

/** One of some names. */
export const oneOf = <const Names extends readonly string[]>(
  names: Names,
): z.ZodEnum<{ [Name in Names[number]]: Name }> => z.enum(names, `one of ${names.join(', ')}`)

/** True or false. */
export const truth = (): z.ZodBoolean => z.boolean('true or false')

/** A list of `least` to `most` entries, each of which passes a check. Default: 1 entry or more. */
export function listOf<Entry extends z.ZodType>(
  entry: Entry,
  least = 1,
  most: number = Number.MAX_SAFE_INTEGER,
): z.ZodArray<Entry> {
  const expected = `a list of ${least} ${most === Number.MAX_SAFE_INTEGER ? 'or more' : `to ${most}`} entries`
  return z.array(entry, expected).min(least, expected).max(most, expected)
}

/** An object of these fields and no others. */
export function fieldsOf<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const expected = `one of the fields ${Object.keys(shape).join(', ')}`
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? expected : 'an object of settings'),
  })
}

/** Fields of an object that must be lists of one length: those of `others` as many entries as `first` has. */
export function ofOneLength<Schema extends z.ZodObject>(
  schema: Schema,
  first: string & keyof z.output<Schema>,
  ...others: readonly (string & keyof z.output<Schema>)[]
): Schema {
  // Called where fields are wrong by themselves, too.
  return schema.superRefine((fields: Record<string, unknown>, context) => {
    const list = fields[first]
    if (!Array.isArray(list)) return
    const message = `${list.length} entries, as many as ${first} has`
    for (const field of others) {
      const found = fields[field]
      if (Array.isArray(found) && found.length !== list.length)
        context.addIssue({ code: 'custom', path: [field], message, params: { found } })
    }
  })
}

/**
 * Fills in defaults and checks every field.
 * @throws ConfigurationError that names each wrong field by its path, what was expected and what was found
 */
export function parseSettings<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw new ConfigurationError(
    result.error.issues.flatMap((issue) => {
      const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
      // A check of several fields has found defaults, which the input lacks.
      const known = issue.code === 'custom' ? issue.params : undefined
      return paths.map((path) => ({
        field: path.join('.') || 'configuration',
        expected: issue.message,
        found: known && 'found' in known ? known.found : valueAt(input, path),
      }))
    }),
  )
}

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input)

const upTo = (most: number): string => (most === Number.MAX_SAFE_INTEGER ? 'up' : `to ${most}`)
