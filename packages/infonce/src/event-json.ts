// Events of a run as JSON.

/** An event without the objects that only a program in the same process can use. */
export function eventJson(event: { readonly type: string }): unknown {
  if (event.type === 'begin') {
    const { vocabulary, ...rest } = event as { readonly type: 'begin'; readonly vocabulary?: Counted }
    if (!vocabulary) return rest
    const { size, keptTokens, corpusTokens } = vocabulary
    return { ...rest, vocabulary: size, keptTokens, corpusTokens }
  }
  if (event.type !== 'end') return event
  const { model: _, ...rest } = event as { readonly type: 'end'; readonly model?: unknown }
  return rest
}

/** Of the words of a vocabulary, how many there are. */
interface Counted {
  readonly size: number
  readonly keptTokens: number
  readonly corpusTokens: number
}
