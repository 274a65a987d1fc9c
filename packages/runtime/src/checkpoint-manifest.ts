// checkpoint.json: what a checkpoint is of, where its run stood, and the digests of its files.
import { createHash } from 'node:crypto'
import { ValueError } from '@infonce/core'
import * as z from 'zod'
import {
  BATCHES_FILE,
  CHECKPOINT_FILES,
  type CheckpointFile,
  PARAMETERS_FILE,
  STATE_FILE,
} from './checkpoint-folder.js'
import { CheckpointError } from './errors.js'
import { type FileDigest, fileDigestSchema } from './file-digest.js'

/** What a run must remember besides its tensors. */
export interface CheckpointInfo {
  /** The package whose training wrote it: `'@infonce/word2vec'`. */
  readonly package: string
  /** Steps taken, a whole number from 0. */
  readonly step: number
  readonly seed: number
  /** The run's configuration, as JSON. */
  readonly config: unknown
  /** Where the run stood: state of generators, samplers, data and metrics, as JSON. */
  readonly progress: unknown
}

/** A checkpoint.json, read and checked. */
export interface Manifest extends CheckpointInfo {
  /** Digests of the other files, by name. There are no others than {@link CHECKPOINT_FILES}. */
  readonly files: { readonly [name in CheckpointFile]?: FileDigest }
}

const contents = z.object({
  package: z.string(),
  step: z.int().min(0),
  seed: z.number(),
  config: z.unknown(),
  progress: z.unknown(),
  files: z.object({
    [PARAMETERS_FILE]: fileDigestSchema,
    [STATE_FILE]: fileDigestSchema.optional(),
    [BATCHES_FILE]: fileDigestSchema.optional(),
  }),
})

const FORMAT = 'infonce-checkpoint'
const FORMAT_VERSION = 1

/**
 * The text of checkpoint.json. Its last entry is the SHA-256 of all the others. Throws a `ValueError` naming the
 * entry that JSON cannot hold (NaN, a function, …).
 */
export function encodeManifest(manifest: Manifest): string {
  const { step, seed, config, progress, files } = manifest
  if (!Number.isSafeInteger(step) || step < 0) throw new ValueError(`step is ${step}: expected a whole number from 0`)
  for (const [name, value] of Object.entries({ package: manifest.package, seed, config, progress }))
    checkJson(value, name)
  const body = {
    format: FORMAT,
    version: FORMAT_VERSION,
    package: manifest.package,
    step,
    seed,
    config,
    progress,
    files,
  }
  return `${JSON.stringify({ ...body, sha256: hashOf(body) }, null, 2)}\n`
}

/** Reads a checkpoint.json. Throws a `CheckpointError` naming the checkpoint when it is corrupt or foreign. */
export function parseManifest(checkpoint: string, text: string): Manifest {
  const corrupt = (what: string) =>
    new CheckpointError(`checkpoint ${checkpoint} is corrupt: ${what}; delete it and resume from another one`)
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw corrupt('its checkpoint.json is not JSON')
  }
  const { sha256, ...body } = (isObject(parsed) ? parsed : {}) as Record<string, unknown>
  if (body.format !== FORMAT)
    throw new CheckpointError(`${checkpoint} is not a checkpoint of infonce: its checkpoint.json does not say so`)
  if (body.version !== FORMAT_VERSION)
    throw new CheckpointError(
      `checkpoint ${checkpoint} has format version ${JSON.stringify(body.version)}, and this version of infonce reads ${FORMAT_VERSION}: use the version that wrote it`,
    )
  if (sha256 !== hashOf(body)) throw corrupt('its checkpoint.json does not have the SHA-256 that it names')
  // The hash shows that nothing broke, not who wrote it: whoever writes a manifest can hash it.
  const other = Object.keys(isObject(body.files) ? body.files : {}).find((name) => !isCheckpointFile(name))
  if (other !== undefined)
    throw corrupt(`its checkpoint.json names the file ${JSON.stringify(other)}, which no checkpoint has`)
  const read = contents.safeParse(body)
  if (read.success) return read.data as Manifest
  const { path, message } = read.error.issues[0]!
  throw corrupt(`its checkpoint.json: ${path.join('.')}: ${message}`)
}

const isCheckpointFile = (name: string): boolean => CHECKPOINT_FILES.some((known) => known === name)

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const hashOf = (body: object): string => createHash('sha256').update(JSON.stringify(body)).digest('hex')

function checkJson(value: unknown, path: string): void {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) checkJson(item, `${path}[${i}]`)
    return
  }
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    // An entry that is undefined is as good as absent, which is how JSON writes it.
    for (const [key, item] of Object.entries(value)) if (item !== undefined) checkJson(item, `${path}.${key}`)
    return
  }
  const found = typeof value === 'object' ? value.constructor.name : String(value)
  throw new ValueError(
    `${path} is ${found}, which a checkpoint cannot hold: use numbers, text, lists and plain objects`,
  )
}
