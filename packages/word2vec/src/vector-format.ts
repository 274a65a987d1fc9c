// word2vec's text and binary vector files. Node only.
import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { ValueError } from '@infonce/core'
import { writeFileAtomic } from '@infonce/runtime/internals'
import { ByteCursor } from './byte-cursor.js'
import { fileKind } from './byte-source.js'
import { Embeddings } from './embeddings.js'
import { FileError } from './errors.js'
import { failFile } from './text-files.js'
import { WordList } from './word-list.js'

/** `text`: a line of a word and its numbers in decimal; `binary`: a word and its numbers as little-endian float32. */
export type VectorFormat = 'text' | 'binary'

const FLUSH = 1 << 20
const LONGEST_HEADER = 64
const LONGEST_WORD = 1 << 16
const NEWLINE = 0x0a

/**
 * Writes vectors in a format of the word2vec program, which gensim, fastText's tools and others read: a line
 * `V dim`, then each word, a space and its numbers. Text has nine significant digits, from which every float32 is
 * read back exactly; binary ends each row with a line feed, as the program does. Where the name ends in `.gz` the
 * file is packed by gzip. It appears whole or not at all.
 * @throws ValueError for a number that is not finite or a word with whitespace that the format cannot hold;
 * FileError where the file cannot be written.
 */
export async function writeVectors(path: string, embeddings: Embeddings, format: VectorFormat): Promise<void> {
  const { words, dim, vectors } = embeddings
  for (let i = 0; i < vectors.length; i++)
    if (!Number.isFinite(vectors[i]))
      throw new ValueError(
        `the vector of '${words.words[Math.floor(i / dim)]}' has ${vectors[i]} in it: nothing is written`,
      )
  for (const word of words.words)
    if (/[ \t\r\n]/.test(word)) throw new ValueError(`'${word}' contains whitespace, which ${path} cannot store`)
  const row = format === 'text' ? textRow : binaryRow
  function* pieces(): Generator<Uint8Array> {
    let waiting: Uint8Array[] = [Buffer.from(`${words.size} ${dim}\n`)]
    let size = 0
    for (const [id, word] of words.words.entries()) {
      const bytes = row(word, vectors.subarray(id * dim, (id + 1) * dim))
      waiting.push(bytes)
      size += bytes.length
      if (size < FLUSH) continue
      yield Buffer.concat(waiting)
      waiting = []
      size = 0
    }
    yield Buffer.concat(waiting)
  }
  await writeFileAtomic(path, (file) => {
    const append = appender(file)
    return /\.gz$/i.test(path) ? pipeline(Readable.from(pieces()), createGzip(), append) : append(pieces())
  })
}

/** Writes one piece after the other. */
const appender =
  (file: FileHandle) =>
  async (pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const piece of pieces) await file.writeFile(piece)
  }

function textRow(word: string, vector: Float32Array): Uint8Array {
  let line = word
  for (const value of vector) line += ` ${value.toPrecision(9)}`
  return Buffer.from(`${line}\n`)
}

function binaryRow(word: string, vector: Float32Array): Uint8Array {
  const name = Buffer.from(`${word} `)
  const row = Buffer.alloc(name.length + 4 * vector.length + 1)
  row.set(name)
  for (let d = 0; d < vector.length; d++) row.writeFloatLE(vector[d]!, name.length + 4 * d)
  row[row.length - 1] = NEWLINE
  return row
}

/**
 * Reads vectors that the word2vec program, gensim or {@link writeVectors} wrote; the file may be gzip. Memory
 * is the vectors and a buffer.
 * @throws FileError where the file cannot be read, does not open with `V dim`, has a row that is malformed
 * (with its line or byte), a word that stands twice or a number that is not finite, or is truncated.
 */
export async function readVectors(path: string, format: VectorFormat): Promise<Embeddings> {
  const cursor = new ByteCursor(path, failFile)
  try {
    const header = await cursor.until(NEWLINE, LONGEST_HEADER)
    const match = /^(\d+) (\d+)\s*$/.exec(header === undefined ? '' : cursor.text(header))
    const [size, dim] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)]
    if (!(size > 0 && dim > 0))
      throw new FileError(
        `${path}, line 1: expected the number of words and of dimensions: is it a word2vec ${format} file?`,
      )
    const vectors = await allocate(path, format, size, dim)
    const words = new Map<string, number>()
    for (let id = 0; id < size; id++) {
      const row = vectors.subarray(id * dim, (id + 1) * dim)
      const at = format === 'text' ? `line ${id + 2}` : `byte ${cursor.position}`
      const word =
        format === 'text' ? await readTextRow(cursor, path, at, row) : await readBinaryRow(cursor, path, at, row)
      if (word === undefined)
        throw new FileError(
          `${path}: ends after ${id} of ${size} words: the file is truncated, download or write it again`,
        )
      const first = words.get(word)
      if (first !== undefined) throw new FileError(`${path}, ${at}: '${word}' is already word ${first + 1}: remove one`)
      for (let d = 0; d < dim; d++)
        if (!Number.isFinite(row[d]))
          throw new FileError(`${path}, ${at}: number ${d + 1} of '${word}' is ${row[d]}, not finite`)
      words.set(word, id)
    }
    if (!(await onlyLineEndsLeft(cursor)))
      throw new FileError(`${path}, byte ${cursor.position}: more data follow the ${size} words that line 1 declares`)
    return new Embeddings(new WordList([...words.keys()]), dim, vectors)
  } finally {
    await cursor.close()
  }
}

/** Room for all vectors, refused where a plain file is too short to hold them: its header may be corrupt. */
async function allocate(path: string, format: VectorFormat, size: number, dim: number): Promise<Float32Array> {
  const { size: bytes, packed } = await fileKind(path, failFile)
  const least = size * (2 + dim * (format === 'text' ? 2 : 4)) - 1
  if (!packed && bytes < least)
    throw new FileError(
      `${path}: ${size} words of ${dim} numbers need ${least} bytes or more, found ${bytes}: the file is truncated or not word2vec ${format}`,
    )
  try {
    return new Float32Array(size * dim)
  } catch {
    throw new FileError(`${path}: line 1 declares ${size} words of ${dim} numbers, more than memory holds`)
  }
}

async function readTextRow(
  cursor: ByteCursor,
  path: string,
  at: string,
  row: Float32Array,
): Promise<string | undefined> {
  const line = await cursor.until(NEWLINE, LONGEST_WORD + 64 * row.length)
  if (line === undefined) return undefined
  const fields = cursor.text(line, at).trimEnd().split(' ')
  const word = fields[0]!
  if (word === '' || fields.length !== row.length + 1)
    throw new FileError(`${path}, ${at}: expected a word and ${row.length} numbers, found ${fields.length - 1} numbers`)
  for (let d = 0; d < row.length; d++) {
    const field = fields[d + 1]!
    row[d] = field === '' ? Number.NaN : Number(field)
    if (Number.isNaN(row[d]!))
      throw new FileError(`${path}, ${at}: number ${d + 1} of '${word}' is '${field}', not a number`)
  }
  return word
}

async function readBinaryRow(
  cursor: ByteCursor,
  path: string,
  at: string,
  row: Float32Array,
): Promise<string | undefined> {
  // The word2vec program ends a row with a line feed, gensim does not.
  await cursor.skip(NEWLINE)
  const name = await cursor.until(0x20, LONGEST_WORD)
  if (name === undefined) return undefined
  if (name.length === 0)
    throw new FileError(`${path}, ${at}: expected a word, found a space: is it a word2vec binary file?`)
  const word = cursor.text(name, at)
  const bytes = await cursor.take(4 * row.length)
  if (bytes === undefined) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let d = 0; d < row.length; d++) row[d] = view.getFloat32(4 * d, true)
  return word
}

async function onlyLineEndsLeft(cursor: ByteCursor): Promise<boolean> {
  while (await cursor.skip(NEWLINE)) {}
  return (await cursor.take(1)) === undefined
}
