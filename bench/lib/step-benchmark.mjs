// The time of a training step against eager PyTorch, and where ours goes: what is the same whatever is trained.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { parseArgs } from 'node:util'
import { wholeNumber } from './arguments.mjs'
import { circumstances } from './machine.mjs'
import { pythonEnvironment } from './python-environment.mjs'
import { measureOperators } from './step-operators.mjs'
import { stepReport } from './step-report.mjs'
import { SteppingProgram, takeTurns } from './step-turns.mjs'

/**
 * @template Settings, Configuration
 * @typedef {object} StepBenchmark
 * @property {string} title
 * @property {string} program ours, given a folder and threads
 * @property {string} peer PyTorch's, given the same and the names of flags
 * @property {string} requirements of the peer, from `bench`
 * @property {Readonly<Record<string, { help: string, settings: Settings }>>} settings by name, the usual first
 * @property {Readonly<Record<string, { help: string, peer: string }>>} [flags] of the peer, and what it is called then
 * @property {string} peerForm how PyTorch runs without flags
 * @property {number} rounds unless given
 * @property {number} steps of a turn, unless given
 * @property {number} checked steps whose losses must agree, and others to warm up
 * @property {number} lossEvery steps between those whose loss is computed
 * @property {(folder: string, settings: Settings) => Promise<{ configuration: Configuration, milliseconds: number }>} prepare
 *   writes the files of a folder; gives the settings, and what the preparation of a batch took
 * @property {(configuration: Configuration) => string} describe settings in words
 * @property {(folder: string, threads: number) => Promise<import('./step-trainer.mjs').StepTrainer>} open
 */

/** @typedef {import('./step-report.mjs').Comparison} Comparison */

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

/**
 * @param {Pick<StepBenchmark<unknown, unknown>, 'program' | 'peer' | 'lossEvery' | 'checked'> & { flags: string[], folder: string,
 *   threads: number, rounds: number, steps: number, python: string }} options
 * @returns {Promise<Comparison>}
 */
async function compare({ program, peer, flags, folder, threads, rounds, steps, lossEvery, checked, python }) {
  const programs = [
    new SteppingProgram('infonce', execPath, [program, folder, String(threads)]),
    new SteppingProgram('PyTorch', python, [peer, folder, String(threads), ...flags]),
  ]
  try {
    for (const each of programs) await each.open()
    say(`threads ${threads}: ${rounds} rounds of ${steps} steps`)
    const [ours = [], theirs = []] = await takeTurns(programs, { rounds, steps, lossEvery, checked })
    const [versions, peaks] = [programs.map(({ version }) => version), programs.map(({ peak }) => peak)]
    return { threads, versions, ours, theirs, peaks }
  } finally {
    for (const each of programs) await each.close()
  }
}

/** @param {StepBenchmark<any, any>} benchmark */
function helpOf({ program, settings, flags = {}, rounds, steps, requirements }) {
  const folder = program.split(/[\\/]/).at(-2)
  const names = Object.entries(settings).map(([name, { help }]) => `${name}: ${help}`)
  const lines = [
    ['--settings NAME', `${names.join('; ')} (default: ${Object.keys(settings)[0]})`],
    ['--threads LIST', 'threads of both programs, one comparison each (default: 1,2)'],
    ['--rounds N', `turns of each program (default: ${rounds})`],
    ['--steps N', `steps of a turn (default: ${steps})`],
    ...Object.entries(flags).map(([name, { help }]) => [`--${name}`, help]),
    ['--python FILE', `a Python with bench/${requirements} (default: bench/.venv, made if need be)`],
    ['--out FILE', 'write the results there as well'],
  ]
  const width = Math.max(...lines.map(([name = '']) => name.length))
  const listed = lines.map(([name = '', help]) => `  ${name.padEnd(width)}   ${help}\n`)
  return `Usage: node bench/${folder}/step.mjs [options]\n\n${listed.join('')}`
}

/**
 * @template Settings, Configuration
 * @param {StepBenchmark<Settings, Configuration>} benchmark
 */
async function run(benchmark) {
  const { settings, flags = {}, lossEvery, checked } = benchmark
  const { values } = parseArgs({
    options: {
      settings: { type: 'string', default: Object.keys(settings)[0] ?? '' },
      threads: { type: 'string', default: '1,2' },
      rounds: { type: 'string', default: String(benchmark.rounds) },
      steps: { type: 'string', default: String(benchmark.steps) },
      python: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
      ...Object.fromEntries(Object.keys(flags).map((name) => [name, { type: /** @type {const} */ ('boolean') }])),
    },
  })
  if (values.help) {
    process.stdout.write(helpOf(benchmark))
    return
  }
  const chosen = Object.entries(settings).find(([name]) => name === values.settings)?.[1]
  if (!chosen)
    throw new Error(`--settings: expected one of ${Object.keys(settings).join(', ')}, found '${values.settings}'`)
  const rounds = wholeNumber('--rounds', values.rounds)
  const steps = wholeNumber('--steps', values.steps)
  const threadCounts = values.threads.split(',').map((text) => wholeNumber('--threads', text))
  const given = Object.entries(flags).filter(([name]) => Object.entries(values).some(([key, on]) => key === name && on))
  const python = pythonEnvironment(values.python, say, benchmark.requirements)
  const begun = circumstances()
  const folder = await mkdtemp(join(tmpdir(), 'infonce-step-'))
  try {
    say('preparing batches')
    const { configuration, milliseconds } = await benchmark.prepare(folder, chosen.settings)
    const options = { ...benchmark, folder, rounds, steps, python, flags: given.map(([name]) => `--${name}`) }
    const comparisons = []
    for (const threads of threadCounts) comparisons.push(await compare({ ...options, threads }))
    say('by operator')
    const make = async (/** @type {() => void} */ warm) => {
      const { train, close } = await benchmark.open(folder, 1)
      await train(2 * checked, lossEvery)
      warm()
      await train(rounds * steps, lossEvery)
      await close()
    }
    const report = stepReport({
      title: benchmark.title,
      settings: `${values.settings}, ${benchmark.describe(configuration)}`,
      peer: [benchmark.peerForm, ...given.map(([, { peer }]) => peer)].join(', '),
      profile: await measureOperators(make, join(folder, 'profile')),
      ...{ begun, milliseconds, checked, rounds, steps, lossEvery, comparisons },
    })
    process.stdout.write(report)
    if (values.out !== undefined) await writeFile(values.out, report)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/**
 * Runs a benchmark as its command line asks; where it fails, says why and leaves the code 1.
 * @template Settings, Configuration
 * @param {StepBenchmark<Settings, Configuration>} benchmark
 */
export async function runStepBenchmark(benchmark) {
  try {
    await run(benchmark)
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
