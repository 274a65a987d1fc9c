// What a caller passed, in a few words, for errors.

const isNode = (value: unknown): boolean =>
  typeof value === 'object' && typeof (value as { operation?: { name?: unknown } } | null)?.operation?.name === 'string'

/** What a value is, in a few words. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  if (isNode(value)) return `a tensor ${value}`
  const record = value as Readonly<Record<string, unknown>>
  if (isNode(record.loss)) return 'a loss: pass its .loss'
  if (isNode(record.scores)) return 'a contrast: pass its .scores'
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}: make a tensor of it with constant(data, shape)`
  if (Array.isArray(value)) return 'a list'
  return `an object with ${Object.keys(record).slice(0, 4).join(', ') || 'nothing in it'}`
}
