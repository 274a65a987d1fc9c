// The named errors of infonce: a message says what was wrong, where, and what to do.

/** Base class of every error that infonce raises on purpose. Anything else that is thrown is a bug. */
export class InfonceError extends Error {
  override name = 'InfonceError'
}

/** Shapes or dtypes of tensors do not fit together. */
export class ShapeError extends InfonceError {
  override name = 'ShapeError'
}

/** An argument or a configuration value is outside its documented range. */
export class ValueError extends InfonceError {
  override name = 'ValueError'
}

/** The entry of a table of choices. Throws a `ValueError` that lists them for a name that is none of them. */
export function choose<K extends string, T>(choices: Readonly<Record<K, T>>, name: K, option: string): T {
  if (!Object.hasOwn(choices, name))
    throw new ValueError(`${option} must be one of ${Object.keys(choices).join(', ')}; found '${name}'`)
  return choices[name]
}
