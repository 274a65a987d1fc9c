// How the host of a Web Worker learns that the worker is gone: a lock that the worker holds for as long as it lives.
// Browsers tell of errors in a worker, but not that it ended. Node does.

interface LockManager {
  request(name: string, callback: () => Promise<void>): Promise<void>
  request(name: string, options: { readonly signal: AbortSignal }, callback: () => void): Promise<void>
}

/** Web Locks; there are none on pages that did not come over a secure connection. */
const lockManager = (): LockManager | undefined =>
  (globalThis as { readonly navigator?: { readonly locks?: LockManager } }).navigator?.locks

/** In the worker: takes the lock and never gives it back. Its name once it is held, nothing where there are no locks. */
export async function holdLifeLock(): Promise<string | undefined> {
  const locks = lockManager()
  if (!locks) return undefined
  const name = `infonce-worker-${crypto.randomUUID()}`
  await new Promise<void>((held) => {
    void locks.request(name, () => {
      held()
      return new Promise(() => {})
    })
  })
  return name
}

/** At the host: calls back when whoever holds the lock is gone. Returns how to stop waiting. */
export function whenGone(lock: string, callback: () => void): () => void {
  const stop = new AbortController()
  lockManager()
    ?.request(lock, { signal: stop.signal }, callback)
    // Nobody waits any more.
    .catch(() => {})
  return () => stop.abort()
}
