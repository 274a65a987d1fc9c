// Long work that says how far it is, can be ended, and lets others have their turn.
import { EventLoopTurns } from '@infonce/runtime/internals'

/** How far a report is. */
export interface ReportProgress {
  /** What is being done, `'nearest images'` for instance. */
  readonly stage: string
  readonly done: number
  readonly total: number
}

/** Says how much is done, and lets the event loop turn where that is due. Throws where the work is to end. */
export type Turn = (done: number, total: number) => Promise<void>

/** Makes the {@link Turn} of each stage. */
export function turnsOf(
  onProgress: ((progress: ReportProgress) => void) | undefined,
  signal: AbortSignal | undefined,
): (stage: string) => Turn {
  const turns = new EventLoopTurns()
  return (stage) => async (done, total) => {
    onProgress?.({ stage, done, total })
    if (turns.due) await turns.take()
    signal?.throwIfAborted()
  }
}
