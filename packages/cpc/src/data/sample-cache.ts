// Decoded series, kept within a budget of memory.

/**
 * Results of `load`, kept within a budget of bytes: those that were used longest ago go first. What is being loaded
 * is loaded once, however many ask for it; a result above the whole budget is given, not kept.
 */
export class SampleCache {
  /** In the order of use. */
  private readonly kept: Map<number, Float32Array> = new Map()
  private readonly loading: Map<number, Promise<Float32Array>> = new Map()
  private bytes = 0

  constructor(
    private readonly budget: number,
    private readonly load: (index: number) => Promise<Float32Array>,
  ) {}

  async read(index: number): Promise<Float32Array> {
    const kept = this.kept.get(index)
    if (kept) {
      this.kept.delete(index)
      this.kept.set(index, kept)
      return kept
    }
    const before = this.loading.get(index)
    if (before) return before
    const loading = this.load(index)
    this.loading.set(index, loading)
    try {
      const samples = await loading
      this.keep(index, samples)
      return samples
    } finally {
      this.loading.delete(index)
    }
  }

  /** Whether samples can be kept and nothing has to go for them. */
  hasRoomFor(bytes: number): boolean {
    return this.bytes + bytes <= this.budget
  }

  /** Keeps samples that were decoded already. */
  keep(index: number, samples: Float32Array): void {
    if (samples.byteLength > this.budget) return
    for (const [oldest, { byteLength }] of this.kept) {
      if (this.hasRoomFor(samples.byteLength)) break
      this.kept.delete(oldest)
      this.bytes -= byteLength
    }
    this.kept.set(index, samples)
    this.bytes += samples.byteLength
  }
}
