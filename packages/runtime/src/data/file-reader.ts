// Readers of file formats that ask for the bytes they need, so that one reader serves files and bytes in memory.

/** A range of a file; a reader that asks for more than the file holds gets what there is. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

/** A reader as a coroutine: it yields the ranges it wants, each once, and is sent their bytes. */
export type FileReader<T> = Generator<ByteRange, T, Uint8Array>

/** What a reader makes of bytes in memory. */
export function readFromBytes<T>(reader: FileReader<T>, bytes: Uint8Array): T {
  let step = reader.next()
  while (!step.done) {
    const { offset, length } = step.value
    step = reader.next(bytes.subarray(offset, offset + length))
  }
  return step.value
}
