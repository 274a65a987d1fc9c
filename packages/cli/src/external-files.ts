// The files beside a model that hold its weights: whether they are there, and whole.
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ModelDescription } from '@infonce/onnx'
import { bytes, count } from './numbers.js'

/** A file that a model points to. */
export interface ExternalFile {
  /** Its path, relative to the folder of the model. */
  readonly file: string
  /** Bytes up to the end of the last weight in it, as far as the model says. */
  readonly needed: number
  /** Its bytes; null where there is no such file. */
  readonly size: number | null
}

/** The data files of the model at `path`, in the order in which its weights name them. */
export async function externalFiles(path: string, { weights }: ModelDescription): Promise<ExternalFile[]> {
  const needed = new Map<string, number>()
  for (const { external } of weights)
    if (external) {
      const end = external.offset + (external.length ?? 0)
      needed.set(external.file, Math.max(end, needed.get(external.file) ?? 0))
    }
  return Promise.all(
    Array.from(needed, async ([file, end]) => {
      const found = await stat(join(dirname(path), file)).catch(() => undefined)
      return { file, needed: end, size: found?.isFile() ? found.size : null }
    }),
  )
}

/** One line: the name and size of a file, or what is wrong with it. */
export function externalFileText({ file, needed, size }: ExternalFile): string {
  if (size === null) return `${file} is missing: put it beside the model`
  if (size >= needed) return `${file}, ${bytes(size)}`
  return `${file} has ${count(size)} of ${count(needed)} bytes: it is cut short, or of another model`
}
