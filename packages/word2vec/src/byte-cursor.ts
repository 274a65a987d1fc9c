// Walks through a file's bytes: up to a delimiter, or so many at a time. Node only.
import { TextDecoder } from 'node:util'
import { type Fail, type FilePiece, readBytes } from './byte-source.js'

/** A place in a file, plain or gzip, that moves forward; what it gives is valid until it moves again. */
export class ByteCursor {
  /** Bytes of the unpacked file before the cursor. */
  position = 0
  private readonly pieces: AsyncGenerator<FilePiece>
  private buffer: Uint8Array = new Uint8Array(0)
  private at = 0
  private ended = false
  private readonly decoder: TextDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  constructor(
    private readonly path: string,
    private readonly fail: Fail,
  ) {
    this.pieces = readBytes(path, fail)
  }

  /**
   * The bytes before the next `delimiter`, which is passed over, or those left where the file ends without one;
   * `undefined` at the end of the file. More than `most` bytes without a delimiter are an error.
   */
  async until(delimiter: number, most: number): Promise<Uint8Array | undefined> {
    for (let searched = 0; ; ) {
      const found = this.buffer.indexOf(delimiter, this.at + searched)
      if (found >= 0) {
        const bytes = this.buffer.subarray(this.at, found)
        this.advance(bytes.length + 1)
        return bytes
      }
      searched = this.buffer.length - this.at
      if (searched > most)
        throw this.fail(
          `${this.path}, byte ${this.position}: no end of a field within ${most} bytes: is it in another format?`,
        )
      if (await this.more()) continue
      if (searched === 0) return undefined
      const bytes = this.buffer.subarray(this.at)
      this.advance(searched)
      return bytes
    }
  }

  /** The next `length` bytes, `undefined` where fewer are left. */
  async take(length: number): Promise<Uint8Array | undefined> {
    while (this.buffer.length - this.at < length) if (!(await this.more())) return undefined
    const bytes = this.buffer.subarray(this.at, this.at + length)
    this.advance(length)
    return bytes
  }

  /** Passes over the next byte if it is `byte`, and tells whether it was. */
  async skip(byte: number): Promise<boolean> {
    if (this.at === this.buffer.length && !(await this.more())) return false
    if (this.buffer[this.at] !== byte) return false
    this.advance(1)
    return true
  }

  /** Bytes as text. Throws where they are no UTF-8; `place` says where they were, by default the cursor's byte. */
  text(bytes: Uint8Array, place: string = `before byte ${this.position}`): string {
    try {
      return this.decoder.decode(bytes)
    } catch {
      throw this.fail(`${this.path}, ${place}: invalid UTF-8: is it in another format?`)
    }
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.pieces.return(undefined)
  }

  private advance(length: number): void {
    this.at += length
    this.position += length
  }

  private async more(): Promise<boolean> {
    if (this.ended) return false
    const { value, done } = await this.pieces.next()
    if (done) {
      this.ended = true
      return false
    }
    const rest = this.buffer.subarray(this.at)
    const buffer = new Uint8Array(rest.length + value.bytes.length)
    buffer.set(rest)
    buffer.set(value.bytes, rest.length)
    this.buffer = buffer
    this.at = 0
    return true
  }
}
