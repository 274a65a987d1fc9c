// Events of a run as JSON.

/** An event without the objects that only a program in the same process can use. */
export function eventJson(event: { readonly type: string }): object {
  if (event.type !== 'end') return event
  const { model: _, ...rest } = event as { readonly type: 'end'; readonly model?: unknown }
  return rest
}
