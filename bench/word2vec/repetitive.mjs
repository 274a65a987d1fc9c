// Trains `infonce` and gensim on repetitive texts, and evaluates both by what can be learned from each. See bench/README.md.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { wholeNumber } from '../lib/arguments.mjs'
import { load, machine } from '../lib/machine.mjs'
import { markdownTable } from '../lib/markdown.mjs'
import { measureProcess, ProgramError } from '../lib/measured-process.mjs'
import { fixed, median } from '../lib/numbers.mjs'
import { gensim, infonce } from './programs.mjs'
import { repetitiveTexts } from './repetitive-texts.mjs'
import { settings as common, settingsText } from './settings.mjs'

const FOLDER = fileURLToPath(new URL('../.cache/word2vec-repetitive', import.meta.url))
const help = `Usage: node bench/word2vec/repetitive.mjs [options]

  --seeds N        trainings of each program on each text, each with another seed (default: 3)
  --python FILE    a Python with bench/requirements.txt (default: bench/.venv, made if need be)
  --out FILE       write the results there as well
`
const settings = { ...common, epochs: 5, threads: 1 }

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

/**
 * Quality and CPU seconds of one training; an error's reason where there is none.
 * @param {import('./programs.mjs').Program} program
 * @param {import('./repetitive-texts.mjs').RepetitiveText} text
 * @param {string} corpus
 * @param {number} seed
 */
async function turn(program, text, corpus, seed) {
  const run = { corpus, folder: join(FOLDER, 'models'), seed, settings: { ...settings, ...text.settings } }
  await rm(run.folder, { recursive: true, force: true })
  await mkdir(run.folder, { recursive: true })
  try {
    const { cpuSeconds = Number.NaN } = await measureProcess(program.program(run))
    const quality = text.quality(await program.vectors(run))
    say(`${text.name}, ${program.name}, seed ${seed}: ${fixed(3)(quality)}, ${fixed(1)(cpuSeconds)} s of CPU`)
    return { quality, cpuSeconds }
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    say(`${text.name}, ${program.name}, seed ${seed}: ${error.reason}`)
    return error.reason
  }
}

async function main() {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '3' },
      python: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return void process.stdout.write(help)
  const seeds = Array.from({ length: wholeNumber('--seeds', values.seeds) }, (_, i) => i + 1)
  const programs = [infonce(), gensim(values.python, say)]
  const head = [
    '# word2vec on repetitive texts',
    '',
    `- Date: ${new Date().toISOString().slice(0, 10)}`,
    `- Machine: ${machine()}; load when it began: ${load()}`,
    `- Command: \`node bench/word2vec/repetitive.mjs --seeds ${seeds.length}\``,
    `- Settings, but for those that a text names: ${settingsText(settings)}`,
    ...programs.map(({ version }) => `- ${version}`),
  ]
  await mkdir(FOLDER, { recursive: true })
  /** @type {string[][]} */
  const rows = []
  for (const text of repetitiveTexts) {
    const corpus = join(FOLDER, 'text.txt')
    await writeFile(corpus, `${text.lines().join('\n')}\n`)
    /** @type {string[]} */
    const cells = []
    for (const program of programs) {
      const runs = []
      for (const seed of seeds) runs.push(await turn(program, text, corpus, seed))
      const good = runs.flatMap((run) => (typeof run === 'string' ? [] : [run]))
      cells.push(runs.map((run) => (typeof run === 'string' ? 'failed' : fixed(3)(run.quality))).join(', '))
      cells.push(good.length > 0 ? fixed(1)(median(good.map(({ cpuSeconds }) => cpuSeconds))) : '')
    }
    rows.push([text.name, ...cells])
  }
  const report = `${[
    ...head,
    '',
    'Quality is a share from 0 to 1, for each seed; CPU is that of training, the median of the seeds.',
    '',
    markdownTable(['text', ...programs.flatMap(({ name }) => [`${name}, quality`, `${name}, CPU s`])], rows),
    '',
    ...repetitiveTexts.map(({ name, about, measure }) => `- ${name}: ${about}. Quality: the ${measure}.`),
  ].join('\n')}\n`
  process.stdout.write(report)
  if (values.out !== undefined) await writeFile(values.out, report)
}

try {
  await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
