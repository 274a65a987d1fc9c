// One block of WebAssembly memory for embedding tables and their gradient rows, with a SIMD row update.
import { RowMemoryError } from './errors.js'
import {
  createWasmMemory,
  instantiateRowKernel,
  MOST_PAGES,
  PAGE_BYTES,
  type RowKernel,
  type WasmMemory,
} from './row-kernel.js'

/** Every allocation starts on a cache line. */
const ALIGNMENT = 64
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

/** The rows to subtract and where from. All arrays must have been allocated by the same {@link RowMemory}. */
export interface RowUpdate {
  /** The table, [rows, dim] row-major. */
  readonly table: Float32Array
  /** Row length. The table's length is a multiple of it. */
  readonly dim: number
  /** The gradient rows, in one part or several. */
  readonly parts: readonly RowUpdatePart[]
  /** What each gradient row is multiplied by: the learning rate. */
  readonly scale: number
  /** How far a row may move. Default: any distance. */
  readonly limit?: RowLimit
}

/** One part of the gradient rows. */
export interface RowUpdatePart {
  /** Which row of the table each gradient row belongs to, [≥ count]. Negative: skip. The same row may come many times. */
  readonly indices: Int32Array
  /** Gradient rows, [≥ count, dim] row-major. */
  readonly rows: Float32Array
  /** How many of the rows to apply. Default: all that `indices` names. */
  readonly count?: number
}

/** How far a row of a table may move in one update, all gradient rows together, and room to find that out. */
export interface RowLimit {
  /** The longest change of a row, by its L2 norm; a longer one is scaled down to it. */
  readonly most: number
  /** A number for each row of the table: 0 before the update and after it. */
  readonly marks: Int32Array
  /** Room for the indices of the rows that move, as many as all parts have gradient rows. */
  readonly ids: Int32Array
  /** Room for those rows as they were, as much as all parts have floats. */
  readonly kept: Float32Array
}

/**
 * Float32 and int32 arrays in one WebAssembly memory of a fixed size (growing would detach every view).
 *
 * ONNX Runtime reads the tables and writes the gradient rows where they lie, and {@link subtractRows} applies
 * them without a copy: a big table need never be the output of a graph. The memory is unshared, because
 * onnxruntime-node refuses shared memory. What is allocated lives as long as any view of it.
 */
export class RowMemory {
  private readonly kernel: RowKernel
  private used = 0

  private constructor(private readonly memory: WasmMemory) {
    this.kernel = instantiateRowKernel(memory)
  }

  /**
   * A memory with room for arrays of these lengths (elements of 4 bytes), each rounded up to a cache line.
   * Fresh memory is zero, and the operating system gives it as it is first touched.
   *
   * Throws a `RowMemoryError` when that is more than the 4 GiB that 32-bit addresses reach, or more than the
   * machine gives.
   */
  static create(lengths: readonly number[]): RowMemory {
    const bytes = lengths.reduce((sum, length) => sum + aligned(4 * checkLength(length)), 0)
    const pages = Math.max(1, Math.ceil(bytes / PAGE_BYTES))
    if (pages > MOST_PAGES)
      throw new RowMemoryError(
        `tables and gradient rows need ${gibibytes(bytes)} but one memory holds ${gibibytes(MOST_PAGES * PAGE_BYTES)}: use a smaller dim or a smaller vocabulary (a higher minimum count)`,
      )
    try {
      return new RowMemory(createWasmMemory(pages))
    } catch (cause) {
      throw new RowMemoryError(
        `no memory for tables and gradient rows of ${gibibytes(bytes)}: use a smaller dim or vocabulary, or free memory`,
        { cause },
      )
    }
  }

  /** Bytes of the whole memory. */
  get byteLength(): number {
    return this.memory.buffer.byteLength
  }

  /** Takes the next `length` floats, zero. Throws a `RowMemoryError` when the room asked for at creation is used up. */
  allocateFloat32(length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, this.take(length), length)
  }

  /** Takes the next `length` integers, zero. Throws a `RowMemoryError` when the room is used up. */
  allocateInt32(length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.memory.buffer, this.take(length), length)
  }

  /**
   * `table[indices[i]] −= scale · rows[i]` for i = 0 … count − 1, one after another in float32, so that duplicates
   * add up and the result depends on nothing but the arguments.
   *
   * Throws a `RowMemoryError`, with nothing applied, when an array is not of this memory, lengths do not fit or an
   * index is past the table.
   */
  subtractRows({ table, dim, parts, scale, limit }: RowUpdate): void {
    this.requireOwn({ table })
    if (!Number.isInteger(dim) || dim < 1 || table.length % dim !== 0)
      throw new RowMemoryError(`a table of ${table.length} floats has no whole number of rows of ${dim}`)
    const tableRows = table.length / dim
    const counts = parts.map((part) => this.checkPart(part, dim, tableRows))
    if (limit)
      this.checkLimit(
        limit,
        dim,
        tableRows,
        counts.reduce((sum, count) => sum + count, 0),
      )
    const { kernel } = this
    let kept = 0
    if (limit)
      for (const [i, { indices }] of parts.entries())
        kept = kernel.keep_rows(
          table.byteOffset,
          dim,
          indices.byteOffset,
          counts[i]!,
          limit.marks.byteOffset,
          limit.ids.byteOffset,
          limit.kept.byteOffset,
          kept,
        )
    for (const [i, { indices, rows }] of parts.entries())
      kernel.subtract_scaled_rows(table.byteOffset, dim, indices.byteOffset, rows.byteOffset, counts[i]!, scale)
    if (limit)
      kernel.limit_rows(
        table.byteOffset,
        dim,
        limit.marks.byteOffset,
        limit.ids.byteOffset,
        limit.kept.byteOffset,
        kept,
        limit.most,
      )
  }

  private requireOwn(views: Readonly<Record<string, Float32Array | Int32Array>>): void {
    for (const [name, view] of Object.entries(views))
      if (view.buffer !== this.memory.buffer)
        throw new RowMemoryError(`${name} is not of this memory: allocate it with allocateFloat32 or allocateInt32`)
  }

  /** How many rows the part has. */
  private checkPart({ indices, rows, count = indices.length }: RowUpdatePart, dim: number, tableRows: number): number {
    this.requireOwn({ indices, rows })
    if (!Number.isInteger(count) || count < 0 || count > indices.length || count * dim > rows.length)
      throw new RowMemoryError(
        `cannot apply ${count} rows of ${dim}: there are ${indices.length} indices and ${rows.length} floats of rows`,
      )
    const past = this.kernel.find_past(indices.byteOffset, count, tableRows)
    if (past !== -1)
      throw new RowMemoryError(`index ${indices[past]} at position ${past} is past the table of ${tableRows} rows`)
    return count
  }

  private checkLimit({ most, marks, ids, kept }: RowLimit, dim: number, tableRows: number, count: number): void {
    this.requireOwn({ marks, ids, kept })
    if (!(most > 0)) throw new RowMemoryError(`the longest change of a row must be above 0, found ${most}`)
    if (marks.length < tableRows || ids.length < count || kept.length < count * dim)
      throw new RowMemoryError(
        `no room to limit ${count} rows of ${dim} of a table of ${tableRows}: there are ${marks.length} marks, ${ids.length} ids and ${kept.length} floats of kept rows`,
      )
  }

  private take(length: number): number {
    const start = this.used
    const end = start + aligned(4 * checkLength(length))
    if (end > this.byteLength)
      throw new RowMemoryError(
        `no room for ${length} more elements: ${start} of ${this.byteLength} bytes are taken; name every array's length when the memory is created`,
      )
    this.used = end
    return start
  }
}

function checkLength(length: number): number {
  if (!Number.isSafeInteger(length) || length < 0)
    throw new RowMemoryError(`an array's length is a whole number from 0, found ${length}`)
  return length
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`
