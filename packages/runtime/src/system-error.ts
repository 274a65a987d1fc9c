// Says in words why the operating system refused something.

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'something of that name exists already',
  EFBIG: 'the file would be larger than allowed',
  EIO: 'the disk reports an input/output error',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'no space left on the disk',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
}

/** The code of an operating system's error (`'ENOSPC'`), or undefined for any other. */
export function systemErrorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return typeof code === 'string' && 'syscall' in (error as object) ? code : undefined
}

/** `no space left on the disk (ENOSPC)`; the first line of the message for what is no system error. */
export function reasonOf(error: unknown): string {
  const code = systemErrorCode(error)
  if (code !== undefined && words[code]) return `${words[code]} (${code})`
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!.trim()
}
