// The corpus as a plain text file, which every program reads.
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { buildVocabulary, fileCorpus } from '@infonce/word2vec'

/**
 * @typedef {object} BenchCorpus
 * @property {string} path
 * @property {import('@infonce/word2vec').Vocabulary} vocabulary of the words that occur often enough
 */

/**
 * Unpacks wiki60, or its first articles, and counts its words. A file that an earlier run unpacked is used again.
 * @param {string} data the folder with `wiki60/wiki60.txt.gz`
 * @param {string} folder where the text goes
 * @param {number} minCount
 * @param {number} [words] stop after the article in which so many words are reached; default: everything
 * @returns {Promise<BenchCorpus>}
 */
export async function prepareCorpus(data, folder, minCount, words) {
  const path = join(folder, `wiki60${words === undefined ? '' : `-${words}`}.txt`)
  if (!(await exists(path))) {
    await mkdir(folder, { recursive: true })
    await unpack(join(data, 'wiki60', 'wiki60.txt.gz'), `${path}.part`, words ?? Number.POSITIVE_INFINITY)
    await rename(`${path}.part`, path)
  }
  return { path, vocabulary: await buildVocabulary(fileCorpus(path), { minCount }) }
}

const exists = (/** @type {string} */ path) =>
  stat(path).then(
    () => true,
    () => false,
  )

/**
 * @param {string} from
 * @param {string} to
 * @param {number} most
 */
async function unpack(from, to, most) {
  // Opened first: a file that is missing is an error here and not an event of the stream.
  await stat(from)
  const source = createReadStream(from)
  const text = source.pipe(createGunzip())
  source.on('error', (error) => text.destroy(error))
  const out = createWriteStream(to)
  let words = 0
  for await (const line of createInterface({ input: text })) {
    if (!out.write(`${line}\n`)) await once(out, 'drain')
    words += line.split(' ').filter(Boolean).length
    if (words >= most) break
  }
  source.destroy()
  out.end()
  await finished(out)
}
