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
