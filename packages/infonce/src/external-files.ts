// The files beside a model that hold its weights: whether they are there, and whole.
import { realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ModelDescription } from '@infonce/onnx'
import { fileWithin } from '@infonce/runtime/internals'
import { bytes, count } from './numbers.js'

/** A file that a model points to. */
export interface ExternalFile {
  /** Its path, relative to the folder of the model. */
  readonly file: string
  /** Bytes up to the end of the last weight in it, as far as the model says. */
  readonly needed: number
  /** Its bytes; null where there is no such file, or it was not looked for. */
  readonly size: number | null
  /** Why it was not looked for: its path leads out of the folder of the model. */
  readonly problem?: string
}

/** The data files of the model at `path`, in the order in which its weights name them. */
export async function externalFiles(path: string, { weights }: ModelDescription): Promise<ExternalFile[]> {
  const needed = new Map<string, number>()
  for (const { external } of weights)
    if (external) {
      const end = external.offset + (external.length ?? 0)
      needed.set(external.file, Math.max(end, needed.get(external.file) ?? 0))
    }
  // Where models are kept once under names of their content, links lead from a folder to them, all to one place.
  const others = [dirname(await realpath(path).catch(() => path))]
  return Promise.all(
    Array.from(needed, async ([file, end]) => {
      const { path: within, problem } = await fileWithin(dirname(path), file, others)
      if (problem !== undefined) return { file, needed: end, size: null, problem }
      const found = await stat(within).catch(() => undefined)
      return { file, needed: end, size: found?.isFile() ? found.size : null }
    }),
  )
}

/** One line: the name and size of a file, or what is wrong with it. */
export function externalFileText({ file, needed, size, problem }: ExternalFile): string {
  if (problem !== undefined) return `${JSON.stringify(file)} is not looked for: ${problem}`
  if (size === null) return `${file} is missing: put it beside the model`
  if (size >= needed) return `${file}, ${bytes(size)}`
  return `${file} has ${count(size)} of ${count(needed)} bytes: it is cut short, or of another model`
}
