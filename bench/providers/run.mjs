// Steps a second of every provider that can be used here, and whether they agree. See bench/README.md.
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { providerNames } from '@infonce/runtime'
import { wholeNumber } from '../lib/arguments.mjs'
import { graphicsCards, softwareAdapter } from '../lib/graphics-card.mjs'
import { load, machine, revision } from '../lib/machine.mjs'
import { whole } from '../lib/numbers.mjs'
import { measureInChild } from './child.mjs'
import { FIRST, isWrong, nameOf, TOLERANCE, workloadReport } from './report.mjs'
import { workloads } from './workloads.mjs'

/** @typedef {import('./child.mjs').Result} Result */

/** Counts of steps that a run makes on providers where that makes a difference; 1 on all others. */
const STEPS_PER_RUN = /** @type {Readonly<Record<string, readonly number[]>>} */ ({ cuda: [1, 8] })
/** Steps are a multiple of it. */
const MULTIPLE = 8
const help = `Usage: node bench/providers/run.mjs [options]

  --providers LIST  of ${providerNames.join(', ')} (default: cpu,webgpu,cuda); cpu is always measured
  --workloads LIST  of ${Object.keys(workloads).join(', ')} (default: all)
  --steps N         steps to measure, rounded up to a multiple of ${MULTIPLE} (default: 400)
  --threads N       threads of cpu and wasm (default: as many as there are cores)
  --timeout S       seconds after which a measurement is given up (default: 900)
  --out FILE        write the results there as well
`

async function main() {
  const { values } = parseArgs({
    options: {
      providers: { type: 'string', default: 'cpu,webgpu,cuda' },
      workloads: { type: 'string', default: Object.keys(workloads).join(',') },
      steps: { type: 'string', default: '400' },
      threads: { type: 'string' },
      timeout: { type: 'string', default: '900' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const wanted = chosen('--providers', values.providers, providerNames)
  // First, since all others are compared with it.
  const providers = providerNames.filter((name) => name === 'cpu' || wanted.includes(name))
  const names = chosen(
    '--workloads',
    values.workloads,
    /** @type {(keyof typeof workloads)[]} */ (Object.keys(workloads)),
  )
  const steps = Math.ceil(wholeNumber('--steps', values.steps) / MULTIPLE) * MULTIPLE
  const threads = values.threads === undefined ? undefined : wholeNumber('--threads', values.threads)
  const timeout = wholeNumber('--timeout', values.timeout)
  const [date, busy] = [new Date().toISOString().slice(0, 10), load()]

  /** @type {Result[]} */
  const results = []
  /** @type {Map<string, string>} */
  const unusable = new Map()
  for (const workload of names) {
    for (const provider of providers) {
      for (const stepsPerRun of STEPS_PER_RUN[provider] ?? [1]) {
        if (unusable.has(provider)) continue
        const result = await measureInChild({ workload, provider, stepsPerRun, steps, threads }, timeout)
        results.push(result)
        if (result.unusable !== undefined) unusable.set(provider, result.unusable)
        process.stderr.write(`${workload} on ${nameOf(result)}: ${outcome(result)}\n`)
      }
    }
  }
  const of = (/** @type {string} */ workload) => results.filter(({ job }) => job.workload === workload)
  const software = providers.includes('webgpu') && !unusable.has('webgpu') ? softwareAdapter() : undefined
  const report = `${[
    '# Providers: steps a second, and whether they agree',
    '',
    `- Date: ${date}`,
    `- Machine: ${[machine(), graphicsCards()].filter(Boolean).join(', ')}; load when it began: ${busy}`,
    `- ${[revision(), ...versions(results), `Node ${process.versions.node}`].join(', ')}`,
    `- ${whole(steps)} steps after 16 others, ${threads === undefined ? 'as many threads as there are cores' : `${threads} threads`}; every 64th and the last compute the loss; batches lie ready`,
    `- A provider agrees where no loss of the first ${FIRST} steps differs from the CPU's by more than ${TOLERANCE.first} of it, and none of those that are computed later by more than ${TOLERANCE.later}: rounding differs, and training makes more of it from step to step`,
    ...(software
      ? [
          `- **WebGPU ran on ${software}, on the CPU: its figures show that it works, and say nothing of a graphics card**`,
        ]
      : []),
    ...[...unusable].map(([provider, reason]) => `- ${provider} cannot be used here: ${reason}`),
    ...names.flatMap((name) => [
      '',
      `## ${workloads[name].title}`,
      '',
      workloads[name].text,
      '',
      ...workloadReport(of(name)),
    ]),
  ].join('\n')}\n`
  process.stdout.write(report)
  if (values.out !== undefined) await writeFile(values.out, report)
  const wrong = names.some((name) => {
    const reference = of(name).find(({ job }) => job.provider === 'cpu')
    return of(name).some((result) => isWrong(result, reference))
  })
  if (wrong) process.exitCode = 1
}

/**
 * Names from a list with commas.
 * @template {string} Name
 * @param {string} option
 * @param {string} text
 * @param {readonly Name[]} known
 * @returns {Name[]}
 */
function chosen(option, text, known) {
  return text.split(',').map((entry) => {
    const name = known.find((one) => one === entry.trim())
    if (name === undefined) throw new Error(`${option}: expected some of ${known.join(', ')}, found '${entry.trim()}'`)
    return name
  })
}

/** @param {readonly Result[]} results */
const versions = (results) => new Set(results.flatMap(({ version }) => (version ? [version] : [])))

/** @param {Result} result */
function outcome({ unusable, failure, stepsPerSecond }) {
  if (unusable !== undefined) return `cannot be used here: ${unusable}`
  if (failure !== undefined) return `failed: ${failure}`
  return `${stepsPerSecond?.toPrecision(3)} steps/s`
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
