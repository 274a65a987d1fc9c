// A set of ids that is emptied in one step.

/** Which ids of 0 … classes − 1 are in a set. Emptying it costs nothing, however many it held. */
export class IdMarks {
  private readonly marks: Uint32Array
  private current = 1

  constructor(classes: number) {
    this.marks = new Uint32Array(classes)
  }

  clear(): void {
    this.current++
    if (this.current <= 0xffffffff) return
    this.marks.fill(0)
    this.current = 1
  }

  has(id: number): boolean {
    return this.marks[id] === this.current
  }

  /** Whether the id was not in the set before. */
  add(id: number): boolean {
    if (this.marks[id] === this.current) return false
    this.marks[id] = this.current
    return true
  }
}
