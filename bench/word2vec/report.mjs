// The results as Markdown.
import { load, machine } from '../lib/machine.mjs'
import { markdownTable } from '../lib/markdown.mjs'
import { fixed, mebibytes, spread, whole } from '../lib/numbers.mjs'
import { ratioSpread, roundsTable } from '../lib/rounds.mjs'
import { settingsText } from './settings.mjs'

/** @typedef {import('./contest.mjs').Entry} Entry */

/**
 * What was run, where and when: begun before the first run, since it tells how busy the machine was.
 * @param {object} of
 * @param {string} of.command
 * @param {import('./settings.mjs').Settings} of.settings
 * @param {import('@infonce/word2vec').Vocabulary} of.vocabulary
 * @param {readonly import('./programs.mjs').Program[]} of.programs
 * @param {string[]} of.skipped why peers are missing
 * @param {number} of.rounds
 */
export function preamble({ command, settings, vocabulary, programs, skipped, rounds }) {
  const { corpusTokens, size } = vocabulary
  return [
    '# word2vec against its peers',
    '',
    `- Date: ${new Date().toISOString().slice(0, 10)}`,
    `- Machine: ${machine()}; load when it began: ${load()}`,
    `- Command: \`${command}\``,
    `- Corpus: wiki60, ${whole(corpusTokens)} words; vocabulary of ${whole(size)}`,
    `- Settings: ${settingsText(settings)}`,
    `- Runs: ${rounds === 1 ? 'one of each program, one after the other' : `${rounds} rounds, the programs in turn, each round with another seed; medians and, in brackets, ranges`}`,
    ...programs.map(({ version }) => `- ${version}`),
    ...skipped.map((reason) => `- Left out: ${reason}`),
  ].join('\n')
}

/** @typedef {Entry['runs'][number]} Run */
/** @typedef {(run: Run) => number | undefined} Measure */

/**
 * What all tables of speed and quality show: a title, what is measured and how it is written.
 * @param {number} words
 * @returns {Record<string, [string, Measure, (value: number) => string]>}
 */
const measures = (words) => ({
  speed: ['words/s', ({ seconds }) => words / seconds, whole],
  cpuSpeed: ['words/s of CPU', ({ cpuSeconds }) => cpuSeconds && words / cpuSeconds, whole],
  seconds: ['training, s', ({ seconds }) => seconds, fixed(1)],
  cpuSeconds: ['its CPU, s', ({ cpuSeconds }) => cpuSeconds, fixed(1)],
  setup: ['before it, s', ({ setupSeconds }) => setupSeconds, fixed(1)],
  setupCpu: ['CPU before it, s', ({ setupCpuSeconds }) => setupCpuSeconds, fixed(1)],
  rho: ['WordSim-353 ρ', ({ rho }) => rho, fixed(3)],
  pairs: ['pairs', ({ pairs }) => pairs, whole],
  analogies: ['analogies, %', ({ analogies }) => analogies, fixed(1)],
  asked: ['asked', ({ asked }) => asked, whole],
  vocabulary: ['words', ({ vocabulary }) => vocabulary, whole],
  setupPeak: ['most resident before training', ({ setupPeak }) => setupPeak, mebibytes],
  peak: ['most resident in training', ({ peak }) => peak, mebibytes],
})

/**
 * A table of programs.
 * @param {readonly Entry[]} entries
 * @param {readonly [string, (entry: Entry) => string][]} columns
 */
const tableOf = (entries, columns) =>
  markdownTable(
    ['', ...columns.map(([title]) => title)],
    entries.map((entry) => [entry.program.name, ...columns.map(([, cell]) => cell(entry))]),
  )

/**
 * Columns by their names in {@link measures}.
 * @param {number} words
 * @param {readonly string[]} names
 */
function columnsOf(words, names) {
  const all = measures(words)
  return names.map((name) => {
    const [title, measure, format] = /** @type {[string, Measure, (value: number) => string]} */ (all[name])
    const cell = (/** @type {Entry} */ { runs }) => spread(runs.map(measure), format)
    return /** @type {[string, typeof cell]} */ ([title, cell])
  })
}

/**
 * @param {readonly Entry[]} entries
 * @param {number} words of the corpus, all epochs together
 * @param {import('./settings.mjs').Settings} settings
 */
export function comparison(entries, words, settings) {
  const ours = entries[0]?.runs ?? []
  /** @type {(title: string, measure: Measure) => [string, (entry: Entry) => string]} */
  const ratio = (title, measure) => [title, ({ runs }) => ratioSpread(ours.map(measure), runs.map(measure))]
  /** @type {Measure} */
  const cpu = ({ cpuSeconds }) => cpuSeconds
  /** @type {Measure} */
  const allCpu = ({ cpuSeconds, setupCpuSeconds }) =>
    cpuSeconds !== undefined && setupCpuSeconds !== undefined ? setupCpuSeconds + cpuSeconds : undefined
  const columns = (/** @type {string[]} */ ...names) => columnsOf(words, names)
  const tables = (/** @type {Run} */ { vocabulary }) => vocabulary * settings.dim * 4 * 2
  return [
    '## Speed and quality',
    '',
    tableOf(entries, [
      ...columns('cpuSeconds'),
      ratio('ours over its', cpu),
      ...columns('setupCpu'),
      ratio('ours over its, both', allCpu),
      ...columns('cpuSpeed', 'rho', 'analogies'),
    ]),
    '',
    'Ratios are of the CPU time of infonce over that of the program in the same round, below 1 where infonce takes less.',
    'Training is timed from outside, from the line that a program prints before it to the line after it; what comes',
    'before (the start of the program, counting words, making tables) is apart, and writing the vectors is left out. Of',
    'word2vec.c and pWord2Vec these are the first and the last line of progress, up to 30,000 words apart from the',
    'beginning and the end; pWord2Vec reads the text into memory before it trains, where the others read it meanwhile:',
    'the ratio of both together counts that too. CPU is that of all threads of a process, in steps of 10 ms. Words are',
    'those of the corpus, of which subsampling then leaves out some.',
    '',
    'Each round has another seed, but for word2vec.c and pWord2Vec, which have one built in. fastText draws negatives by',
    'the square root of counts, where the others take the power 0.75. All vectors are evaluated by the same evaluator:',
    '3CosAdd over the whole vocabulary, questions with unknown words left out. Every library has the threads above;',
    'OPENBLAS_CORETYPE is unset, so that OpenBLAS takes its fastest kernels.',
    ...failures(entries),
    '',
    'CPU seconds of training, by round; in brackets, ours over it:',
    '',
    roundsTable(
      entries.map(({ program, runs }) => ({ name: program.name, values: runs.map(cpu) })),
      fixed(1),
    ),
    '',
    'By the clock, where other work on the machine counts in:',
    '',
    tableOf(entries, [
      ...columns('speed', 'seconds'),
      ratio('ours over its', ({ seconds }) => seconds),
      ...columns('setup'),
    ]),
    '',
    tableOf(entries, columns('vocabulary', 'pairs', 'asked')),
    '',
    '## Memory',
    '',
    tableOf(entries, [
      ['two tables of vectors', ({ runs }) => spread(runs.map(tables), mebibytes)],
      ...columns('setupPeak', 'peak'),
    ]),
    '',
    'Resident memory is of the whole process: the language and its libraries are in it. What training holds beside them',
    'and the two tables is bounded, since every program streams the corpus.',
  ].join('\n')
}

/**
 * @param {string} title
 * @param {string} text
 * @param {readonly Entry[]} entries
 * @param {number} words
 */
export function objectives(title, text, entries, words) {
  const columns = columnsOf(words, ['speed', 'seconds', 'rho', 'pairs', 'analogies', 'asked'])
  return [`## ${title}`, '', text, '', tableOf(entries, columns), ...failures(entries)].join('\n')
}

/** @param {readonly Entry[]} entries */
const failures = (entries) =>
  entries.flatMap(({ program, failure }) => (failure === undefined ? [] : ['', `${program.name} failed: ${failure}`]))
