// Skip-gram in folders: runs that can be killed and resumed, their vocabulary, and the files of a model. Node only.
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import * as runtime from '@infonce/runtime'
import * as z from 'zod'
import { largestCosineChange } from './cosine-change.js'
import { type Word2vecTypes, word2vec } from './definition.js'
import { RunFolderError } from './errors.js'
import { loadVocabulary, saveVocabulary } from './text-files.js'
import { Vocabulary } from './vocabulary.js'

export const VOCABULARY_FILE = 'vocabulary.txt'
/** Names of the files of a model but for data beside `encoder.onnx`, in the order in which they are written. */
export const MODEL_FILES: readonly string[] = [
  'encoder.onnx',
  ...runtime.TRAINING_FILES,
  VOCABULARY_FILE,
  runtime.PARAMETERS_FILE,
]

interface Details {
  /** Name of the corpus (for a file, its path), and its size in bytes to notice another one. */
  readonly corpus: { readonly name: string; readonly size: number | null }
  readonly corpusTokens: number
  /** Of `Vocabulary.fingerprint`, to notice other words or counts. */
  readonly vocabularyFingerprint: string
}
const details: z.ZodType<Details> = z.object({
  corpus: z.object({ name: z.string(), size: z.number().nullable() }),
  corpusTokens: z.number(),
  vocabularyFingerprint: z.string(),
})

/** Skip-gram as it trains in folders. */
export const word2vecInFolder: runtime.FolderDefinition<Word2vecTypes, Details> = {
  ...word2vec,
  script: new URL('./worker.js', import.meta.url),
  files: MODEL_FILES,
  sources: [VOCABULARY_FILE, runtime.PARAMETERS_FILE],
  details,
  detailsOf: async ({ opened: { corpus }, begin: { vocabulary } }) => ({
    corpus: { name: corpus.name, size: (await corpus.size()) ?? null },
    corpusTokens: vocabulary.corpusTokens,
    vocabularyFingerprint: vocabulary.fingerprint,
  }),
  differs: (known, now) =>
    known.vocabularyFingerprint === now.vocabularyFingerprint
      ? undefined
      : `began with other words than those of ${now.corpus.name}: give the corpus it began on`,
  async recall(folder, known, { corpus }, { started, damaged }) {
    const [size, expected] = [await corpus.size(), known.corpus.size]
    if (expected !== null && size !== undefined && size !== expected)
      throw new RunFolderError(
        `${corpus.name} has ${size} bytes, but the run in ${folder} began on a corpus of ${expected}: give that corpus`,
      )
    // Killed before the words were written, a run has no checkpoint either: they are counted again, as those that a
    // finished run has lost are.
    if (!started && (damaged.includes(VOCABULARY_FILE) || !(await exists(join(folder, VOCABULARY_FILE))))) return {}
    return { vocabulary: await readVocabulary(folder, known) }
  },
  keep: (folder, { vocabulary }) => saveVocabulary(join(folder, VOCABULARY_FILE), vocabulary),
  facts: {
    async write(folder, { vocabulary }) {
      await saveVocabulary(join(folder, VOCABULARY_FILE), vocabulary)
      return [join(folder, VOCABULARY_FILE)]
    },
    read: async (folder, configuration, { corpusTokens }) => ({
      configuration,
      vocabulary: await loadVocabulary(join(folder, VOCABULARY_FILE), { corpusTokens: Number(corpusTokens) }),
    }),
    metadata: ({ vocabulary }) => ({ corpusTokens: String(vocabulary.corpusTokens) }),
  },
  // The most by which the cosine similarity of two words can change.
  rounding: ({ embeddings: { vectors }, configuration: { dim } }) => ({
    largestCosineChange: largestCosineChange(vectors, dim),
  }),
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The words that a run began with. */
async function readVocabulary(folder: string, known: Details): Promise<Vocabulary> {
  const { corpusTokens, vocabularyFingerprint } = known
  const path = join(folder, VOCABULARY_FILE)
  const { words, counts, keptTokens, fingerprint } = await loadVocabulary(path)
  if (fingerprint !== vocabularyFingerprint)
    throw new RunFolderError(
      `${path} has other words or counts than the run began with: restore the file, or start a new run in another folder`,
    )
  if (!(corpusTokens >= keptTokens))
    throw new RunFolderError(
      `${join(folder, 'run.json')}: corpusTokens: expected ${keptTokens} or more, as ${VOCABULARY_FILE} counts, found ${corpusTokens}`,
    )
  return new Vocabulary(words, counts, { corpusTokens })
}

/** What happens during a run in a folder. */
export type RunEvent = runtime.RunEvent<Word2vecTypes>
/** What `run.json` says of a run: enough to resume it. */
export type RunDescription = runtime.DescriptionOf<Word2vecTypes['configuration'], Details>
