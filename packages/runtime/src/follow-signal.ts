// A signal that can also be given here, beside the one that a caller may give.

/** A controller whose signal is given with another one, for the same reason; `unfollow` parts the two. */
export function followSignal(signal: AbortSignal | undefined): {
  readonly control: AbortController
  readonly unfollow: () => void
} {
  const control = new AbortController()
  const follow = (): void => control.abort(signal?.reason)
  if (signal?.aborted) follow()
  signal?.addEventListener('abort', follow)
  return { control, unfollow: () => signal?.removeEventListener('abort', follow) }
}
