// Errors of native code in one line.

/** The first line of an error's message. */
export const firstLine = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]!.trim()
