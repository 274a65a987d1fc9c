// Counts that change, and draws in proportion to them: sums over ranges in a tree.

/**
 * A Fenwick tree (Fenwick 1994) of counts of classes. A draw and a change take log₂ V steps. All sums are whole numbers
 * below 2^53, so that they are exact and depend on no order.
 */
export class FrequencyTree {
  /** `sums[i]` is the sum of the counts of the `lowest bit of i` classes before class i. */
  private readonly sums: Float64Array
  /** Number of classes, rounded up to a power of two. */
  private readonly size: number
  total = 0

  constructor(counts: Int32Array) {
    this.size = 2 ** Math.max(0, 32 - Math.clz32(counts.length - 1))
    this.sums = new Float64Array(this.size + 1)
    const { size, sums } = this
    for (let i = 1; i <= size; i++) {
      if (i <= counts.length) {
        sums[i]! += counts[i - 1]!
        this.total += counts[i - 1]!
      }
      const above = i + (i & -i)
      if (above <= size) sums[above]! += sums[i]!
    }
  }

  /** Counts a class once more. */
  increment(id: number): void {
    const { size, sums } = this
    for (let i = id + 1; i <= size; i += i & -i) sums[i]!++
    this.total++
  }

  /** The class in whose part of 0 … total − 1 a place lies. */
  find(place: number): number {
    const { sums } = this
    let id = 0
    let rest = place
    for (let step = this.size >> 1; step > 0; step >>= 1) {
      const below = sums[id + step]!
      if (below <= rest) {
        rest -= below
        id += step
      }
    }
    return id
  }
}
