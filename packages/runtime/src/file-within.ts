// Paths of files inside a folder, by names that another file gives: they do not lead out of the folder.
import { realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { dataLocationProblem } from '@infonce/onnx'

/** Where a name leads, or why it is not followed. */
export type FoundWithin =
  | { readonly path: string; readonly problem?: never }
  | { readonly path?: never; readonly problem: string }

/**
 * The path of the file `name` inside one of these folders. A name that is absolute or leads out of the folder is not
 * followed, nor one under which a link leads out of all of them. That the file is there is not checked.
 * @param folder that the name is relative to
 * @param others folders where a link may lead too
 */
export async function fileWithin(folder: string, name: string, others: readonly string[] = []): Promise<FoundWithin> {
  const problem = dataLocationProblem(name)
  if (problem !== undefined) return { problem }
  const path = join(folder, name)
  const real = await realpath(path).catch(() => undefined)
  // What is not there leads nowhere; what it lacks is for its reader to say.
  if (real === undefined) return { path }
  const roots = await Promise.all([folder, ...others].map((root) => realpath(root)))
  if (roots.some((root) => real.startsWith(root.endsWith(sep) ? root : root + sep))) return { path }
  return { problem: 'a link in its place leads out of the folder' }
}
