// Says in words why the operating system refused something: the one place where its codes are explained.

/** What a code means, and what to do about it. */
const meanings: Readonly<Record<string, readonly [meaning: string, advice: string]>> = {
  EACCES: ['permission denied', 'check who may read or write it'],
  EDQUOT: ['the disk quota is used up', 'free some space'],
  EEXIST: ['something of that name exists already', 'give another path'],
  EFBIG: ['the file would be larger than allowed', "check the file system's and the process's limits"],
  EIO: ['the disk reports an input/output error', 'check the disk'],
  EISDIR: ['it is a folder, expected a file', 'give the path of a file'],
  EMFILE: ['too many files are open', "close some or raise the process's limit"],
  ENAMETOOLONG: ['the name is too long', 'give a shorter one'],
  ENOENT: ['no such file or folder', 'check the path'],
  ENOSPC: ['no space left on the disk', 'free some and try again'],
  ENOTDIR: ['a part of the path is a file, expected a folder', 'check the path'],
  ENOTSUP: ['the file system does not allow that', 'give another path'],
  EPERM: ['operation not permitted', 'check who may read or write it'],
  EROFS: ['the file system is read-only', 'give another path'],
}

/** The code of an operating system's error (`'ENOSPC'`), or undefined for any other. */
export function systemErrorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return typeof code === 'string' && 'syscall' in (error as object) ? code : undefined
}

/**
 * Why the operating system refused, with its code and what to do, in one line:
 * `no space left on the disk (ENOSPC): free some and try again`. Of an error whose code has no entry here, and of
 * what is no system error, the first line of the message.
 */
export function systemErrorReason(error: unknown): string {
  const code = systemErrorCode(error)
  const known = code === undefined ? undefined : meanings[code]
  if (known) return `${known[0]} (${code}): ${known[1]}`
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!.trim()
}
