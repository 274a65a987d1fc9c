// Reads an input file whole, and says what is wrong where it cannot.
import { readFile as readWhole } from 'node:fs/promises'
import { FileError } from '@infonce/runtime'
import { systemErrorReason } from '@infonce/runtime/internals'

/** The bytes of a file. Throws a `FileError` in one line. */
export async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await readWhole(path)
  } catch (cause) {
    // Node's own limit, which is no answer of the system.
    const tooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_FS_FILE_TOO_LARGE'
    const reason = tooLarge ? 'it is larger than the 2 GiB that one ONNX file can have' : systemErrorReason(cause)
    throw new FileError(`${path}: ${reason}`, { cause })
  }
}
