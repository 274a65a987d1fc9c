// Reads an input file whole, and says what is wrong where it cannot.
import { readFile as readWhole } from 'node:fs/promises'
import { FileError } from '@infonce/runtime'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file: check the path',
  ENOTDIR: 'no such file: a part of the path is a file itself',
  EISDIR: 'is a folder, expected a file',
  EACCES: 'permission denied: check who may read it',
  EPERM: 'permission denied: check who may read it',
  ERR_FS_FILE_TOO_LARGE: 'is larger than the 2 GiB that one ONNX file can have',
}

/** The bytes of a file. Throws a `FileError` in one line. */
export async function readFile(path: string): Promise<Uint8Array> {
  try {
    return await readWhole(path)
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException
    throw new FileError(`${path}: ${reasons[code] ?? message}`, { cause })
  }
}
