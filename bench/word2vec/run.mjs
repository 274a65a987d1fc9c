// Compares `infonce word2vec train` with other programs, and its objectives with each other. See bench/README.md.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { dataFolder, wholeNumber } from '../lib/arguments.mjs'
import { whole } from '../lib/numbers.mjs'
import { pWord2Vec, word2vecC } from './c-programs.mjs'
import { contest } from './contest.mjs'
import { prepareCorpus } from './corpus.mjs'
import { fastText, gensim, infonce } from './programs.mjs'
import { evaluate } from './quality.mjs'
import { comparison, objectives, preamble } from './report.mjs'
import { settings as common } from './settings.mjs'

const BENCH = fileURLToPath(new URL('../', import.meta.url))
const PEERS = ['gensim', 'fasttext']
/** What the full softmax can be trained on in minutes. */
const SMALL_VOCABULARY = 2000
const SMALL_CORPUS = 1_000_000

const help = `Usage: node bench/word2vec/run.mjs --data DIR [options]

  --data DIR       the folder with wiki60/wiki60.txt.gz and wordeval/
  --words N        only the first articles, of N words together (default: all)
  --threads N      threads of each program (default: 1)
  --peers LIST     gensim,fasttext, one of them, or none (default: both)
  --pword2vec DIR  the sources of pWord2Vec, to build and run it as well (needs g++ and OpenBLAS)
  --word2vec-c DIR the sources of Google's word2vec, to build and run it as well (needs gcc)
  --python FILE    a Python with bench/requirements.txt (default: bench/.venv, made if need be)
  --repeat N       rounds (default: 1)
  --losses         train with every objective as well
  --out FILE       write the results there (default: bench/results/word2vec.md, or nowhere with --words)

Results go to standard output, progress to standard error.
`

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

const started = performance.now()
/** @param {string} text */
const progress = (text) => say(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${text}`)

async function main() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      words: { type: 'string' },
      threads: { type: 'string', default: '1' },
      peers: { type: 'string', default: PEERS.join() },
      pword2vec: { type: 'string' },
      'word2vec-c': { type: 'string' },
      python: { type: 'string' },
      repeat: { type: 'string', default: '1' },
      losses: { type: 'boolean', default: false },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const data = dataFolder(values, help)
  if (data === undefined) return
  const settings = { ...common, threads: wholeNumber('--threads', values.threads) }
  const rounds = wholeNumber('--repeat', values.repeat)
  const limit = values.words === undefined ? undefined : wholeNumber('--words', values.words)
  const folder = join(BENCH, '.cache', 'word2vec')

  const { programs, skipped } = contestants(values, join(folder, 'peers'))
  const evaluation = await evaluate(data)
  progress('reading the corpus')
  const { path: corpus, vocabulary } = await prepareCorpus(data, folder, settings.minCount, limit)
  const words = vocabulary.corpusTokens * settings.epochs
  const command = ['node', 'bench/word2vec/run.mjs', ...process.argv.slice(2)].join(' ')
  const sections = [preamble({ command, settings, vocabulary, programs, skipped, rounds })]
  const run = { corpus, words, settings, folder, evaluate: evaluation, say: progress }

  sections.push(comparison(note(await contest({ ...run, programs, rounds })), words, settings))
  if (values.losses) {
    const every = note(await contest({ ...run, programs: objectivePrograms(), rounds: 1 }))
    sections.push(objectives('Objectives', 'One run of each objective, in the settings above.', every, words))

    sections.push(await smallObjectives(run, data, limit))
  }
  const report = `${sections.join('\n\n')}\n`
  process.stdout.write(report)
  const out = values.out ?? (limit === undefined ? join(BENCH, 'results', 'word2vec.md') : undefined)
  if (out === undefined) return
  await mkdir(dirname(resolve(out)), { recursive: true })
  await writeFile(out, report)
  progress(`written to ${relative(process.cwd(), out)}`)
}

/**
 * A table of all objectives, the full softmax among them, on a text and a vocabulary small enough for it.
 * @param {Omit<import('./contest.mjs').ContestOptions, 'programs' | 'rounds'>} run
 * @param {string} data
 * @param {number | undefined} limit
 */
async function smallObjectives(run, data, limit) {
  const most = Math.min(limit ?? SMALL_CORPUS, SMALL_CORPUS)
  const { path: corpus, vocabulary } = await prepareCorpus(data, run.folder, run.settings.minCount, most)
  const { corpusTokens: words, counts } = vocabulary
  const minCount = Math.max(run.settings.minCount, (counts[SMALL_VOCABULARY] ?? 0) + 1)
  const programs = [...objectivePrograms(), objective('softmax')]
  const settings = { ...run.settings, minCount }
  const entries = note(await contest({ ...run, corpus, words, settings, programs, rounds: 1 }))
  const text = `The full softmax compares with every word of the vocabulary, so all objectives are trained once more on a small one: words that occur ${whole(minCount)} times or more in the first ${whole(words)} words of the corpus, which are ${whole(entries[0]?.runs[0]?.vocabulary ?? 0)}. The other settings are those above. On so little text only the comparison between objectives means something.`
  return objectives('Objectives on a small vocabulary, with the full softmax', text, entries, words)
}

/**
 * Lets this program end with a code that tells of failures.
 * @param {import('./contest.mjs').Entry[]} entries
 */
function note(entries) {
  if (entries.some(({ failure }) => failure !== undefined)) process.exitCode = 1
  return entries
}

/**
 * @param {{ peers: string, python?: string, pword2vec?: string, 'word2vec-c'?: string }} values
 * @param {string} builds where programs are built
 */
function contestants({ peers, python, pword2vec, 'word2vec-c': word2vec }, builds) {
  const names = peers === 'none' ? [] : peers.split(',').map((name) => name.trim().toLowerCase())
  const unknown = names.find((name) => !PEERS.includes(name))
  if (unknown !== undefined) throw new Error(`--peers: expected ${PEERS.join(', ')} or none, found '${unknown}'`)
  const programs = [infonce()]
  /** @type {string[]} */
  const skipped = []
  if (names.includes('gensim')) programs.push(gensim(python, progress))
  if (names.includes('fasttext')) {
    const program = fastText()
    if (program) programs.push(program)
    else skipped.push('fastText, which is not installed (Debian: apt-get install fasttext)')
  }
  if (pword2vec !== undefined) programs.push(pWord2Vec(pword2vec, builds))
  if (word2vec !== undefined) programs.push(word2vecC(word2vec, builds))
  for (const reason of skipped) progress(`left out: ${reason}`)
  return { programs, skipped }
}

/** @param {string} loss */
const objective = (loss, /** @type {string | undefined} */ logPartition = undefined) =>
  infonce(logPartition ? `${loss}, ln Z ${logPartition}` : loss, [
    ...['--loss', loss],
    ...(logPartition ? ['--log-partition', logPartition] : []),
  ])

const objectivePrograms = () => [
  objective('negative-sampling'),
  objective('nce', 'fixed'),
  objective('nce', 'shared'),
  objective('nce', 'per-context'),
  objective('sampled-softmax'),
  objective('infonce'),
]

try {
  await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
