// Size and SHA-256 of files: what tells whether a file is the one that was written.
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { CHUNK_BYTES } from './atomic-file.js'
import { readInto, withRegular } from './regular-file.js'

/** Size and SHA-256 (hexadecimal) of a file. */
export interface FileDigest {
  readonly bytes: number
  readonly sha256: string
}

/** A digest as it stands in a file of JSON. */
export const fileDigestSchema: z.ZodType<FileDigest> = z.object({
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

/**
 * Size and hash of a regular file, read a chunk at a time; where another size is expected, the size alone, unread.
 * @throws a system error, and one like it for what is no regular file
 */
export function digestFile(path: string): Promise<FileDigest>
export function digestFile(path: string, expectedBytes: number): Promise<Partial<FileDigest> & { bytes: number }>
export function digestFile(
  path: string,
  expectedBytes?: number,
): Promise<Partial<FileDigest> & { readonly bytes: number }> {
  return withRegular(path, async ({ file, size }) => {
    if (expectedBytes !== undefined && size !== expectedBytes) return { bytes: size }
    const hash = createHash('sha256')
    const chunk = new Uint8Array(CHUNK_BYTES)
    let bytes = 0
    while (bytes < size) {
      const read = await readInto(file, chunk.subarray(0, size - bytes), bytes)
      if (read === 0) break
      hash.update(chunk.subarray(0, read))
      bytes += read
    }
    return { bytes, sha256: hash.digest('hex') }
  })
}
