// The time of a training step against eager PyTorch, and where ours goes. See bench/README.md.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { wholeNumber } from '../lib/arguments.mjs'
import { load, machine, revision } from '../lib/machine.mjs'
import { markdownTable } from '../lib/markdown.mjs'
import { fixed, median, spread } from '../lib/numbers.mjs'
import { pythonEnvironment } from '../lib/python-environment.mjs'
import { measureOperators, operatorsReport } from '../lib/step-operators.mjs'
import { DIGITS_SETTINGS } from './settings.mjs'
import { prepareSteps } from './step-data.mjs'
import { LOSS_EVERY, openTrainer } from './step-trainer.mjs'
import { SteppingProgram, takeTurns } from './step-turns.mjs'

const OURS = fileURLToPath(new URL('step-program.mjs', import.meta.url))
const PEER = fileURLToPath(new URL('pytorch_peer.py', import.meta.url))
const SETTINGS = { default: {}, digits: DIGITS_SETTINGS }
const WARM_UP = 16
const help = `Usage: node bench/cpc/step.mjs [options]

  --settings NAME   default, or digits: those of bench/cpc/quality.mjs (default: default)
  --threads LIST    threads of both programs, one comparison each (default: 1,2)
  --rounds N        turns of each program (default: 9)
  --steps N         steps of a turn (default: 32)
  --python FILE     a Python with bench/cpc/requirements.txt (default: bench/.venv, made if need be)
  --out FILE        write the results there as well
`

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

/** @typedef {import('./step-turns.mjs').Answer} Answer */

/**
 * @param {{ threads: number, rounds: number, steps: number, python: string, folder: string }} options
 * @returns {Promise<{ threads: number, versions: string[], ours: Answer[], theirs: Answer[] }>}
 */
async function compare({ folder, threads, rounds, steps, python }) {
  const programs = [
    new SteppingProgram('infonce', execPath, [OURS, folder, String(threads)]),
    new SteppingProgram('PyTorch', python, [PEER, folder, String(threads)]),
  ]
  try {
    for (const program of programs) await program.open()
    say(`threads ${threads}: ${rounds} rounds of ${steps} steps`)
    const [ours = [], theirs = []] = await takeTurns(programs, { rounds, steps, lossEvery: LOSS_EVERY })
    return { threads, versions: programs.map(({ version }) => version), ours, theirs }
  } finally {
    for (const program of programs) await program.close()
  }
}

/**
 * @param {Awaited<ReturnType<typeof compare>>[]} comparisons
 * @param {number} steps
 */
function comparisonTable(comparisons, steps) {
  const wall = (/** @type {Answer} */ { seconds }) => (1000 * seconds) / steps
  const cpu = (/** @type {Answer} */ { cpuSeconds }) => (1000 * cpuSeconds) / steps
  return markdownTable(
    ['threads', 'infonce, ms', 'PyTorch, ms', 'ratio', 'infonce, ms of CPU', 'PyTorch, ms of CPU', 'ratio of CPU'],
    comparisons.map(({ threads, ours, theirs }) => [
      String(threads),
      ...[wall, cpu].flatMap((measure) => [
        spread(ours.map(measure), fixed(1)),
        spread(theirs.map(measure), fixed(1)),
        fixed(2)(median(ours.map(measure)) / median(theirs.map(measure))),
      ]),
    ]),
  )
}

/**
 * Everything that is reported.
 * @param {{ settings: import('@infonce/cpc').ConfigurationInput, threadCounts: readonly number[] } &
 *   Omit<Parameters<typeof compare>[0], 'threads'>} options `folder` is for the data that all programs read
 */
async function measure({ settings, threadCounts, ...options }) {
  const { folder, rounds, steps } = options
  say('preparing batches')
  const prepared = await prepareSteps(folder, settings)
  const comparisons = []
  for (const threads of threadCounts) comparisons.push(await compare({ ...options, threads }))
  say('by operator')
  const profile = await measureOperators(
    async (warm) => {
      const { train, close } = await openTrainer(folder, 1)
      await train(WARM_UP)
      warm()
      await train(rounds * steps)
      await close()
    },
    join(folder, 'profile'),
  )
  return { ...prepared, comparisons, profile }
}

async function main() {
  const { values } = parseArgs({
    options: {
      settings: { type: 'string', default: 'default' },
      threads: { type: 'string', default: '1,2' },
      rounds: { type: 'string', default: '9' },
      steps: { type: 'string', default: '32' },
      python: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const settings = Object.entries(SETTINGS).find(([name]) => name === values.settings)?.[1]
  if (!settings)
    throw new Error(`--settings: expected one of ${Object.keys(SETTINGS).join(', ')}, found '${values.settings}'`)
  const rounds = wholeNumber('--rounds', values.rounds)
  const steps = wholeNumber('--steps', values.steps)
  const threadCounts = values.threads.split(',').map((text) => wholeNumber('--threads', text))
  const python = pythonEnvironment(values.python, say, 'cpc/requirements.txt')
  const [date, busy] = [new Date().toISOString().slice(0, 10), load()]
  const folder = await mkdtemp(join(tmpdir(), 'infonce-step-'))
  const options = { folder, settings, threadCounts, rounds, steps, python }
  const { configuration, milliseconds, comparisons, profile } = await measure(options).finally(() =>
    rm(folder, { recursive: true }),
  )

  const { batch, frames, widths, contextWidth, steps: ahead, negatives, scope } = configuration
  const report = `${[
    '# A training step of CPC, against PyTorch',
    '',
    `- Date: ${date}`,
    `- Machine: ${machine()}; load when it began: ${busy}, when it ended: ${load()}`,
    `- ${revision()}, ${comparisons[0]?.versions.join('; ')}`,
    `- Settings (${values.settings}): ${batch} windows of ${frames} frames, layers of ${widths.join(', ')} channels, a ${configuration.context} of ${contextWidth}, ${ahead} steps ahead, ${negatives} negatives of scope ${scope}; Adam`,
    `- Both make the same steps from the same parameters and batches, which lie ready (ours takes ${fixed(2)(milliseconds)} ms to prepare one); their first 8 losses agree. PyTorch is eager, with its fused Adam`,
    `- ${rounds} rounds of ${steps} steps in turns, after 16 others; every ${LOSS_EVERY}th computes the loss, ours with its metrics. Medians and, in brackets, ranges; ratios are of medians, below 1 where ours is faster`,
    '',
    comparisonTable(comparisons, steps),
    '',
    'On a busy machine the times of CPU say more than those of the clock.',
    '',
    ...operatorsReport(profile),
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
