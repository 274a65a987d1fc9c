// How free the event loop of a program stays while it trains. See bench/README.md.
import { fork } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as ort from 'onnxruntime-node'
import { wholeNumber } from '../lib/arguments.mjs'
import { load, machine, revision } from '../lib/machine.mjs'
import { markdownTable } from '../lib/markdown.mjs'
import { whole } from '../lib/numbers.mjs'

/** @typedef {import('./measure.mjs').Job} Job */
/** @typedef {import('./measure.mjs').Found} Found */

const RESULTS = fileURLToPath(new URL('../results/responsiveness.md', import.meta.url))
const help = `Usage: node bench/responsiveness/run.mjs [options]

  --seconds N   length of each measurement (default: 15)
  --threads N   threads of training (default: as many as the process may use)
  --out FILE    where results go (default: bench/results/responsiveness.md)
`

/** @type {Record<Job['place'], string>} */
const places = { nowhere: 'nothing trains', host: "on the host's thread", worker: 'in a worker' }
/** @type {Record<Job['workload'], string>} */
const titles = { demo: "`infonce demo`'s training", softmax: 'full softmax, 30,000 words' }

/**
 * Measures in a process of its own.
 * @param {Job} job
 * @returns {Promise<Found>}
 */
function measure(job) {
  const child = fork(new URL('measure.mjs', import.meta.url), [JSON.stringify(job)])
  return new Promise((resolve, reject) => {
    child.once('message', (found) => resolve(/** @type {Found} */ (found)))
    child.once('exit', (code, signal) => reject(new Error(`a measurement ended with ${signal ?? `code ${code}`}`)))
  })
}

const milliseconds = (/** @type {number} */ value) => value.toFixed(value < 10 ? 2 : 1)

async function main() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '15' },
      threads: { type: 'string' },
      out: { type: 'string', default: RESULTS },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const seconds = wholeNumber('--seconds', values.seconds)
  const threads = values.threads === undefined ? undefined : wholeNumber('--threads', values.threads)
  const date = new Date().toISOString().slice(0, 10)
  const loadBefore = load()
  /** @type {[Job['workload'], Job['place']][]} */
  const jobs = [
    ['demo', 'nowhere'],
    ['demo', 'host'],
    ['demo', 'worker'],
    ['softmax', 'host'],
    ['softmax', 'worker'],
  ]
  const rows = []
  for (const [workload, place] of jobs) {
    const what = place === 'nowhere' ? places[place] : `${titles[workload]}, ${places[place]}`
    process.stderr.write(`${what}\n`)
    const { loop, timer, busy, step, wordsPerSecond } = await measure({
      workload,
      place,
      seconds,
      ...(threads !== undefined && { threads }),
    })
    rows.push([
      what,
      ...[loop.mean, loop.p99, loop.max, timer.mean, timer.p99, timer.max].map(milliseconds),
      ...(busy ? [busy.p99, busy.max].map(milliseconds) : ['–', '–']),
      place === 'nowhere' ? '–' : milliseconds(step),
      place === 'nowhere' ? '–' : whole(wordsPerSecond),
    ])
  }
  const report = `${[
    '# Responsiveness: the event loop of a program that trains',
    '',
    `- Date: ${date}`,
    `- Machine: ${machine()}; load when it began: ${loadBefore}`,
    `- ${revision()}, onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}, Node ${process.versions.node}`,
    `- Threads of training: ${threads ?? 'as many as there are cores'}; ${seconds} s each, every one in a process of its own`,
    '',
    'Delay of the event loop of the thread that asks for the training, in milliseconds: what `monitorEventLoopDelay` with',
    'a resolution of 1 ms says beyond that millisecond, and how late a timer of 5 ms is. *Busy* is the time that this thread',
    'worked between two of those timers: other programs that want the cores do not lengthen it.',
    '',
    markdownTable(
      ['', 'loop mean', 'p99', 'max', 'timer mean', 'p99', 'max', 'busy p99', 'max', 'a step (ms)', 'words/s'],
      rows,
    ),
  ].join('\n')}\n`
  process.stdout.write(report)
  await writeFile(values.out, report)
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
