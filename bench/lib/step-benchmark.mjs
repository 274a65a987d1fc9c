// The time of a training step against PyTorch, and where ours goes: what is the same whatever is trained.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { parseArgs } from 'node:util'
import { wholeNumber } from './arguments.mjs'
import { circumstances } from './machine.mjs'
import { pinnedThreads } from './pinned-threads.mjs'
import { pythonEnvironment } from './python-environment.mjs'
import { pytorchForm } from './pytorch-forms.mjs'
import { measureOperators } from './step-operators.mjs'
import { stepReport } from './step-report.mjs'
import { SteppingProgram, takeTurns } from './step-turns.mjs'

/**
 * @template Settings, Configuration
 * @typedef {object} StepBenchmark
 * @property {string} title
 * @property {string} program ours, given a folder and threads
 * @property {string} peer PyTorch's, given the same and flags
 * @property {string} requirements of the peer, from `bench`
 * @property {Readonly<Record<string, { help: string, settings: Settings }>>} settings by name
 * @property {readonly string[]} peers forms of PyTorch (pytorch-forms.mjs): all that may be its fastest
 * @property {string} peerForm what is true of all of them
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
/** @typedef {import('./pytorch-forms.mjs').PyTorchForm} PyTorchForm */

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`)

/**
 * Ours and every form of PyTorch, in turns.
 * @param {Pick<StepBenchmark<unknown, unknown>, 'program' | 'peer' | 'lossEvery' | 'checked'> & { forms: PyTorchForm[],
 *   settings: string, folder: string, threads: number, rounds: number, steps: number, python: string }} options
 * @returns {Promise<Comparison>}
 */
async function compare({ program, peer, forms, settings, folder, threads, rounds, steps, lossEvery, checked, python }) {
  const env = pinnedThreads(threads)
  const programs = [
    new SteppingProgram('infonce', execPath, [program, folder, String(threads)]),
    ...forms.map(
      ({ label, flags, tolerance }) =>
        new SteppingProgram(label, python, [peer, folder, String(threads), ...flags], { env, tolerance }),
    ),
  ]
  try {
    for (const each of programs) await each.open()
    say(`${settings}, threads ${threads}: ${rounds} rounds of ${steps} steps`)
    const answers = await takeTurns(programs, { rounds, steps, lossEvery, checked, say })
    const contestants = programs.map(({ name, peak }, i) => ({ name, peak, answers: answers[i] ?? [] }))
    return { settings, threads, versions: [...new Set(programs.map(({ version }) => version))], contestants }
  } finally {
    for (const each of programs) await each.close()
  }
}

/** @param {StepBenchmark<any, any>} benchmark */
function helpOf({ program, settings, peers, rounds, steps, requirements }) {
  const folder = program.split(/[\\/]/).at(-2)
  const names = Object.entries(settings).map(([name, { help }]) => `${name}: ${help}`)
  const lines = [
    ['--settings LIST', `${names.join('; ')} (default: all)`],
    ['--threads LIST', 'threads of every program, one comparison each (default: 1,2)'],
    ['--peers LIST', `forms of PyTorch (default: those of ${peers.join(',')} that the machine is made for)`],
    ['--rounds N', `turns of each program (default: ${rounds})`],
    ['--steps N', `steps of a turn (default: ${steps})`],
    ['--python FILE', `a Python with bench/${requirements} (default: bench/.venv, made if need be)`],
    ['--out FILE', 'write the results there as well'],
  ]
  const width = Math.max(...lines.map(([name = '']) => name.length))
  const listed = lines.map(([name = '', help]) => `  ${name.padEnd(width)}   ${help}\n`)
  return `Usage: node bench/${folder}/step.mjs [options]\n\n${listed.join('')}`
}

/**
 * The forms of PyTorch that are asked for; of the usual ones those that this machine can run, and why not the others.
 * @param {string | undefined} asked
 * @param {readonly string[]} usual
 */
function chooseForms(asked, usual) {
  if (asked !== undefined) return { forms: asked.split(',').map(pytorchForm), leftOut: [] }
  const forms = usual.map(pytorchForm)
  return {
    forms: forms.filter(({ lacking }) => lacking === undefined),
    leftOut: forms.flatMap(({ label, lacking }) => (lacking === undefined ? [] : [`${label}: ${lacking}`])),
  }
}

/**
 * @template Settings, Configuration
 * @param {StepBenchmark<Settings, Configuration>} benchmark
 */
async function run(benchmark) {
  const { settings, lossEvery, checked } = benchmark
  const { values } = parseArgs({
    options: {
      settings: { type: 'string', default: Object.keys(settings).join() },
      threads: { type: 'string', default: '1,2' },
      peers: { type: 'string' },
      rounds: { type: 'string', default: String(benchmark.rounds) },
      steps: { type: 'string', default: String(benchmark.steps) },
      python: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(helpOf(benchmark))
    return
  }
  const chosen = values.settings.split(',').map((name) => {
    const found = Object.entries(settings).find(([each]) => each === name)?.[1]
    if (!found) throw new Error(`--settings: expected ${Object.keys(settings).join(', ')}, found '${name}'`)
    return { name, settings: found.settings }
  })
  const rounds = wholeNumber('--rounds', values.rounds)
  const steps = wholeNumber('--steps', values.steps)
  const threadCounts = values.threads.split(',').map((text) => wholeNumber('--threads', text))
  const { forms, leftOut } = chooseForms(values.peers, benchmark.peers)
  for (const reason of leftOut) say(`left out: ${reason}`)
  const python = pythonEnvironment(values.python, say, benchmark.requirements)
  const begun = circumstances()
  const described = []
  const comparisons = []
  let profile
  for (const { name, settings: given } of chosen) {
    const folder = await mkdtemp(join(tmpdir(), 'infonce-step-'))
    try {
      say(`${name}: preparing batches`)
      const { configuration, milliseconds } = await benchmark.prepare(folder, given)
      described.push({ name, text: benchmark.describe(configuration), milliseconds })
      const options = { ...benchmark, settings: name, forms, folder, rounds, steps, python }
      for (const threads of threadCounts) comparisons.push(await compare({ ...options, threads }))
      if (profile) continue
      say('by operator')
      const make = async (/** @type {() => void} */ warm) => {
        const { train, close } = await benchmark.open(folder, 1)
        await train(2 * checked, lossEvery)
        warm()
        await train(rounds * steps, lossEvery)
        await close()
      }
      profile = await measureOperators(make, join(folder, 'profile'))
    } finally {
      await rm(folder, { recursive: true })
    }
  }
  if (!profile) throw new Error('--settings: expected a name at least')
  const { title, peerForm } = benchmark
  const found = { begun, described, leftOut, checked, rounds, steps, lossEvery, comparisons, profile }
  const report = stepReport({ title, peerForm, ...found })
  process.stdout.write(report)
  if (values.out !== undefined) await writeFile(values.out, report)
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
