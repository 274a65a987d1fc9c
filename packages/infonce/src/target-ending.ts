// Names of targets that say another format than is written.
import { UsageError } from './usage-error.js'

/** What is written: a file of text or of binary numbers, either packed by gzip or not, or a folder of several files. */
export type Target = 'text' | 'binary' | 'folder'

const TEXT = /\.(txt|vec|tsv|csv|json)$/i
const BINARY = /\.(bin|onnx|npy|npz|safetensors|pt)$/i
const PACKED = /\.gz$/i
const OTHERWISE_PACKED = /\.(zip|bz2|xz|zst|7z|tgz|rar)$/i

/**
 * Makes sure that the name at `--out` does not say another format; `what` writes it: `--format text`.
 * @throws UsageError
 */
export function checkEnding(out: string, target: Target, what: string): void {
  const refuse = (problem: string): never => {
    throw new UsageError(`--out ${out}: ${problem}`)
  }
  const plain = out.replace(PACKED, '')
  if (target === 'folder') {
    if (plain !== out || [TEXT, BINARY, OTHERWISE_PACKED].some((ending) => ending.test(out)))
      refuse(`${what} writes a folder of several files, but this is the name of a file: give the name of a folder`)
  } else if (OTHERWISE_PACKED.test(out)) refuse('only gzip compression is supported: end the name in .gz')
  else if (target === 'text' && BINARY.test(plain))
    refuse(`${what} writes text, but the name is that of a binary file: end it in .txt or .txt.gz`)
  else if (target === 'binary' && (TEXT.test(plain) || /\.(onnx|npy|npz|safetensors|pt)$/i.test(plain)))
    refuse(`${what} writes the binary format of word2vec, but the name is that of another: end it in .bin or .bin.gz`)
}
