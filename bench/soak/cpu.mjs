// Memory of a long training run on the CPU. See bench/README.md.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { fileCorpus, trainInFolder } from '@infonce/word2vec'
import * as ort from 'onnxruntime-node'
import { wholeNumber } from '../lib/arguments.mjs'
import { load, machine, revision } from '../lib/machine.mjs'
import { whole } from '../lib/numbers.mjs'
import { corpusText } from './corpus.mjs'
import { KINDS, memoryReport, verdict } from './memory.mjs'

const SAMPLES = 100
const EPOCHS = 100_000
const CONFIGURATION = { dim: 32, window: 5, negatives: 5, sample: 0, epochs: EPOCHS, seed: 1 }
const help = `Usage: node bench/soak/cpu.mjs [options]

  --steps N               steps (default: 100000)
  --threads N             threads (default: 1)
  --checkpoint-seconds S  seconds between checkpoints (default: 5)
  --out FILE              write the results there as well
`

async function main() {
  const { values } = parseArgs({
    options: {
      steps: { type: 'string', default: '100000' },
      threads: { type: 'string', default: '1' },
      'checkpoint-seconds': { type: 'string', default: '5' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  const steps = wholeNumber('--steps', values.steps)
  const threads = wholeNumber('--threads', values.threads)
  const checkpointSeconds = wholeNumber('--checkpoint-seconds', values['checkpoint-seconds'])
  const date = new Date().toISOString().slice(0, 10)
  const busy = load()
  const run = await soak(steps, threads, checkpointSeconds)
  const { flat, lines } = verdict(run)
  const report = `${[
    '# A long run of training on the CPU: its memory',
    '',
    `- Date: ${date}`,
    `- Machine: ${machine()}; load when it began: ${busy}`,
    `- ${revision()}, onnxruntime-node ${ort.env.versions.node ?? ort.env.versions.common}, Node ${process.versions.node}`,
    `- \`trainInFolder\` of word2vec, negative sampling, vocabulary of ${whole(run.words)}, dim ${CONFIGURATION.dim}, ${threads} thread${threads > 1 ? 's' : ''}`,
    `- ${whole(run.steps)} steps in ${Math.round(run.seconds)} s, ${run.checkpoints} checkpoints, ${run.lossEvents} steps with loss`,
    '',
    ...lines,
    '',
    ...memoryReport(run),
  ].join('\n')}\n`
  process.stdout.write(report)
  if (values.out !== undefined) await writeFile(values.out, report)
  if (!flat) process.exitCode = 1
}

/**
 * Trains and samples the memory of this process on the way.
 * @param {number} steps
 * @param {number} threads
 * @param {number} checkpointSeconds
 */
async function soak(steps, threads, checkpointSeconds) {
  const every = Math.max(1, Math.floor(steps / SAMPLES))
  setFlagsFromString('--expose-gc')
  /** @type {() => void} */
  const collect = runInNewContext('gc')
  const folder = await mkdtemp(join(tmpdir(), 'infonce-soak-'))
  const controller = new AbortController()
  /** @type {import('./memory.mjs').Sample[]} */
  const samples = []
  /** @type {import('./memory.mjs').Sample[]} */
  const collected = []
  let [words, checkpoints, lossEvents, last, began] = [0, 0, 0, 0, 0]
  try {
    const path = join(folder, 'text.txt')
    await writeFile(path, corpusText(20_000))
    const events = trainInFolder({
      folder: join(folder, 'run'),
      corpus: fileCorpus(path),
      configuration: CONFIGURATION,
      threads,
      checkpointSeconds,
      signal: controller.signal,
    })
    for await (const event of events) {
      if (event.type === 'begin') {
        words = event.vocabulary.size
        began = performance.now()
      } else if (event.type === 'checkpoint') checkpoints++
      else if (event.type === 'step') {
        lossEvents++
        last = event.step
        if (last >= every * (samples.length + 1)) {
          samples.push(sample(last))
          // Of a fifth and of all steps, what is left once garbage is collected.
          if (samples.length === SAMPLES / 5 || last >= steps) {
            // Array buffers are freed some time after the collection.
            for (let i = 0; i < 3; i++) {
              collect()
              await sleep(20)
            }
            collected.push(sample(last))
            process.stderr.write(`step ${whole(last)}\n`)
          }
        }
        if (last >= steps) controller.abort()
      }
    }
    if (last < steps) throw new Error(`the corpus is used up after ${last} steps`)
    return {
      steps: last,
      seconds: (performance.now() - began) / 1000,
      words,
      checkpoints,
      lossEvents,
      samples,
      collected,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** @param {number} step */
function sample(step) {
  const memory = process.memoryUsage()
  return { step, ...Object.fromEntries(KINDS.map((kind) => [kind, memory[kind]])) }
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
