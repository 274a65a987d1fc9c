// run.json: what the run in a folder is. Node only.
import { join } from 'node:path'
import * as z from 'zod'
import { writeFileAtomic } from './atomic-file.js'
import { RunFolderError } from './errors.js'
import { readRegularText } from './regular-file.js'

export const RUN_FILE = 'run.json'

/** What every `run.json` says, beside what a run is of. */
export const headSchema = (name: string): z.ZodType<{ readonly configuration: Record<string, unknown> }> =>
  z.object({
    format: z.literal('infonce-run'),
    package: z.literal(name),
    version: z.string(),
    configuration: z.record(z.string(), z.unknown()),
  })

/** The JSON of a folder's `run.json`, unchecked. Throws a `RunFolderError` where there is none. */
export async function readRunFile(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readRegularText(join(folder, RUN_FILE)))
  } catch (cause) {
    const what = `${folder} holds no run: there is no readable ${RUN_FILE} in it`
    throw new RunFolderError(`${what}; give the folder of a run`, { cause })
  }
}

/** Writes a folder's `run.json`, whole or not at all. Throws a `FileError`. */
export function writeRunFile(folder: string, content: object): Promise<void> {
  return writeFileAtomic(join(folder, RUN_FILE), `${JSON.stringify(content, null, 2)}\n`)
}

/** What is read of a `run.json`; a `RunFolderError` that names the field where it is not of a run of this model. */
export function parseRunFile<T>(folder: string, model: string, content: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  const problem = [path.join('.'), message].filter(Boolean).join(': ')
  throw new RunFolderError(`${join(folder, RUN_FILE)} is not of a ${model} run: ${problem}`)
}
