// Decoded data, kept within a budget of memory.

/**
 * Results of `load`, kept within a budget of bytes: those that were used longest ago go first. What is being loaded
 * is loaded once, however many ask for it; a result above the whole budget is given, not kept.
 */
export class ArrayCache<Data extends { readonly byteLength: number }> {
  /** In the order of use. */
  private readonly kept: Map<number, Data> = new Map()
  private readonly loading: Map<number, Promise<Data>> = new Map()
  private bytes = 0

  constructor(
    private readonly budget: number,
    private readonly load: (index: number) => Promise<Data>,
  ) {}

  async read(index: number): Promise<Data> {
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
      const data = await loading
      this.keep(index, data)
      return data
    } finally {
      this.loading.delete(index)
    }
  }

  /** Whether data can be kept and nothing has to go for them. */
  hasRoomFor(bytes: number): boolean {
    return this.bytes + bytes <= this.budget
  }

  /** Keeps data that were decoded already. */
  keep(index: number, data: Data): void {
    if (data.byteLength > this.budget) return
    for (const [oldest, { byteLength }] of this.kept) {
      if (this.hasRoomFor(data.byteLength)) break
      this.kept.delete(oldest)
      this.bytes -= byteLength
    }
    this.kept.set(index, data)
    this.bytes += data.byteLength
  }
}
