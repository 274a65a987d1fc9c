// The files of a finished run as its run.json lists them, and whether they still are what was written. Node only.
import { basename, join } from 'node:path'
import * as z from 'zod'
import { digestFile, type FileDigest, fileDigestSchema } from './file-digest.js'
import { isDataOf } from './model-file.js'
import { openRegular } from './regular-file.js'
import { systemErrorCode } from './system-error.js'

/** Digests by names in the folder of the run; null where none is known. */
export type FinishedFiles = Readonly<Record<string, FileDigest | null>>

/** What run.json says of a run that is finished: no other names than those of a model's files and their data. */
export function finishedSchema(names: readonly string[]): z.ZodType<{ readonly files: FinishedFiles }> {
  const isKnown = (name: string): boolean => names.some((known) => known === name || isDataOf(known, name))
  const name = z.string().refine(isKnown, { error: 'names a file that no model has' })
  return z.object({ files: z.record(name, fileDigestSchema) })
}

/** Digests of files that have just been written. */
export async function digestsOf(paths: readonly string[]): Promise<FinishedFiles> {
  const digests: Record<string, FileDigest> = {}
  for (const path of paths) digests[basename(path)] = await digestFile(path)
  return digests
}

/** The names of those that are missing, no file, or not what was written; where no digest is known, empty. */
export async function damagedOf(folder: string, files: FinishedFiles): Promise<string[]> {
  const damaged: string[] = []
  for (const [name, digest] of Object.entries(files))
    if (!(await isWhole(join(folder, name), digest))) damaged.push(name)
  return damaged
}

async function isWhole(path: string, digest: FileDigest | null): Promise<boolean> {
  try {
    if (digest) return (await digestFile(path, digest.bytes)).sha256 === digest.sha256
    const { file, size } = await openRegular(path)
    await file.close()
    return size > 0
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error
    return false
  }
}
