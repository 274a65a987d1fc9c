// Data as plain data, from which a worker can open them: files, arrays in memory, or what a seed makes.
import { EventLoopTurns } from '../event-loop-turns.js'

/** How the opening of data is watched and stopped. */
export interface OpenDescribedOptions {
  /** Called as files are looked at, or entries made. */
  readonly onProgress?: (done: number, total: number) => void
  /** Ends the opening with its reason. */
  readonly signal?: AbortSignal
}

/** Data in files, in Node alone. */
export interface FilesOrigin<Options> {
  readonly kind: 'files'
  /** A folder, or one file. */
  readonly path: string
  readonly options?: Omit<Options, keyof OpenDescribedOptions>
}

/** How data of each kind of origin are opened. */
export type Openers<Origin extends { readonly kind: string }, Opened> = {
  readonly [Kind in Origin['kind']]: (
    origin: Extract<Origin, { readonly kind: Kind }>,
    options: OpenDescribedOptions,
  ) => Promise<Opened>
}

/** Opens data by the opener of their kind. */
export function openOrigin<Origin extends { readonly kind: string }, Opened>(
  openers: Openers<Origin, Opened>,
  origin: Origin,
  options: OpenDescribedOptions,
): Promise<Opened> {
  const open = openers[origin.kind as Origin['kind']] as (
    origin: Origin,
    options: OpenDescribedOptions,
  ) => Promise<Opened>
  return open(origin, options)
}

/** What a seed makes, one after the other; the event loop turns meanwhile. Throws the signal's reason when given. */
export async function madeInTurns<Entry>(
  made: Iterable<Entry> & { readonly count: number },
  { onProgress, signal }: OpenDescribedOptions,
): Promise<Entry[]> {
  const entries: Entry[] = []
  const turns = new EventLoopTurns()
  for (const entry of made) {
    if (turns.due) {
      onProgress?.(entries.length, made.count)
      await turns.take()
    }
    signal?.throwIfAborted()
    entries.push(entry)
  }
  onProgress?.(made.count, made.count)
  return entries
}
