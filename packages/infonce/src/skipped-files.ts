// Tells which files are left out, one line each, and how many where they are many.
import { count } from './numbers.js'

const MOST_LINES = 20

/** Files that are left out, as they are told one after the other. */
export class SkippedFiles {
  private total = 0

  /** @param note writes a line that stays */
  constructor(private readonly note: (line: string) => void) {}

  /** One more. A reason names its file. */
  add({ reason }: { readonly reason: string }): void {
    this.total++
    if (this.total <= MOST_LINES) this.note(`left out: ${reason}`)
  }

  /** No more come. */
  end(): void {
    const more = this.total - MOST_LINES
    if (more > 0) this.note(`… and ${count(more)} more: ${count(this.total)} files are left out (--json names each)`)
    this.total = 0
  }
}
