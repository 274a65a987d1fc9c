// Small text files, read and written whole. Node only.
import { TextDecoder } from 'node:util'
import { writeFileAtomic } from '@infonce/runtime/internals'
import { readBytes } from './byte-source.js'
import { FileError } from './errors.js'
import { Vocabulary, type VocabularyOptions } from './vocabulary.js'

export const failFile = (message: string): FileError => new FileError(message)

/**
 * The text of a file, plain or gzip, without a byte-order mark.
 * @throws FileError where it cannot be read or is not UTF-8.
 */
export async function readText(path: string): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let bytesBefore = 0
  for await (const { bytes } of readBytes(path, failFile)) {
    text += decode(decoder, bytes, path, bytesBefore)
    bytesBefore += bytes.length
  }
  return text + decode(decoder, undefined, path, bytesBefore)
}

function decode(decoder: TextDecoder, bytes: Uint8Array | undefined, path: string, before: number): string {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
  } catch {
    throw new FileError(`${path}, after byte ${before}: invalid UTF-8: save the file as UTF-8`)
  }
}

/** Writes a vocabulary in word2vec's format, `word count` a line. Throws a `FileError` where it cannot. */
export async function saveVocabulary(path: string, vocabulary: Vocabulary): Promise<void> {
  await writeFileAtomic(path, vocabulary.toText())
}

/** Reads a vocabulary file. Throws a `FileError` where it cannot be read, or with the line that is malformed. */
export async function loadVocabulary(path: string, options: VocabularyOptions = {}): Promise<Vocabulary> {
  return Vocabulary.fromText(await readText(path), path, options)
}
