// The results as Markdown.
import { load, machine } from '../lib/machine.mjs'
import { markdownTable } from '../lib/markdown.mjs'
import { fixed, mebibytes, median, spread, whole } from '../lib/numbers.mjs'
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

/**
 * @param {readonly Entry[]} entries
 * @param {number} words of the corpus, all epochs together
 * @param {import('./settings.mjs').Settings} settings
 */
export function comparison(entries, words, settings) {
  const baseline = entries.find(({ program }) => program.name === 'gensim')
  /** @type {(of: (run: Entry['runs'][number]) => number | undefined) => (entry: Entry) => string} */
  const ratio = (of) => (entry) => {
    const [mine, theirs] = [entry, baseline].map(
      (one) => one?.runs.map(of).filter((value) => value !== undefined) ?? [],
    )
    if (!mine?.length || !theirs?.length) return '–'
    return fixed(2)(median(theirs) / median(mine))
  }
  const rows = entries.map((entry) => {
    const { program, runs } = entry
    const each = (/** @type {(run: Entry['runs'][number]) => number | undefined} */ of) => runs.map(of)
    return [
      program.name,
      spread(
        each(({ seconds }) => words / seconds),
        whole,
      ),
      ratio(({ seconds }) => seconds)(entry),
      spread(
        each(({ cpuSeconds }) => cpuSeconds && words / cpuSeconds),
        whole,
      ),
      ratio(({ cpuSeconds }) => cpuSeconds)(entry),
      spread(
        each(({ seconds }) => seconds),
        fixed(1),
      ),
      spread(
        each(({ cpuSeconds }) => cpuSeconds),
        fixed(1),
      ),
      spread(
        each(({ setupSeconds }) => setupSeconds),
        fixed(1),
      ),
      spread(
        each(({ rho }) => rho),
        fixed(3),
      ),
      spread(
        each(({ analogies }) => analogies),
        fixed(1),
      ),
    ]
  })
  const titles = [
    '',
    'words/s',
    '× gensim',
    'words/s of CPU',
    '× gensim',
    'training, s',
    'its CPU, s',
    'before it, s',
    'WordSim-353 ρ',
    'analogies, %',
  ]
  return [
    '## Speed and quality',
    '',
    markdownTable(titles, rows),
    '',
    'Words are those of the corpus, of which subsampling then leaves out some. Training is timed from outside, from the',
    'line that a program prints before it to the line after it; what comes before (the start of the program, counting',
    'words, making tables) is apart, and writing the vectors is left out. CPU is that of all threads of a process, in',
    'steps of 10 ms: gensim has a thread that reads the text beside the one that trains, so its CPU time may exceed its',
    'wall time. fastText draws negatives by the square root of counts, where the others take the power 0.75. All vectors',
    'are judged by the same evaluator: 3CosAdd over the whole vocabulary, questions with unknown words left out.',
    `Asked: ${entries.map(({ program, runs: [first] }) => `${program.name} ${first?.pairs} pairs and ${whole(first?.asked ?? 0)} analogies`).join('; ')}.`,
    '',
    '## Memory',
    '',
    markdownTable(
      ['', 'words', 'two tables of vectors', 'most resident before training', 'most resident in training'],
      entries.map(({ program, vocabulary, runs }) => [
        program.name,
        whole(vocabulary),
        mebibytes(vocabulary * settings.dim * 4 * 2),
        spread(
          runs.map(({ setupPeak }) => setupPeak),
          mebibytes,
        ),
        spread(
          runs.map(({ peak }) => peak),
          mebibytes,
        ),
      ]),
    ),
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
  return [
    `## ${title}`,
    '',
    text,
    '',
    markdownTable(
      ['', 'words/s', 'training, s', 'WordSim-353 ρ', 'pairs', 'analogies, %', 'asked'],
      entries.map(({ program, runs }) => [
        program.name,
        spread(
          runs.map(({ seconds }) => words / seconds),
          whole,
        ),
        spread(
          runs.map(({ seconds }) => seconds),
          fixed(1),
        ),
        spread(
          runs.map(({ rho }) => rho),
          fixed(3),
        ),
        String(runs[0]?.pairs ?? '–'),
        spread(
          runs.map(({ analogies }) => analogies),
          fixed(1),
        ),
        whole(runs[0]?.asked ?? 0),
      ]),
    ),
  ].join('\n')
}
