// Memory of a long training run on one provider. See bench/README.md.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { trainInFolder } from '@infonce/runtime'
import { fileCorpus, word2vec } from '@infonce/word2vec'
import { wholeNumber } from '../lib/arguments.mjs'
import { corpusText } from '../lib/corpus-text.mjs'
import { cardMemory, graphicsCards, softwareAdapter } from '../lib/graphics-card.mjs'
import { load, machine, revision } from '../lib/machine.mjs'
import { whole } from '../lib/numbers.mjs'
import { runtimeVersion } from '../lib/runtime-version.mjs'

import { KINDS, memoryReport, verdict, WARM_UP } from './memory.mjs'

const SAMPLES = 100
const EPOCHS = 100_000
const CONFIGURATION = { dim: 32, window: 5, negatives: 5, sample: 0, epochs: EPOCHS, seed: 1 }
/** Steps between those whose loss is computed, which tell of themselves: that of training, unless there are too few. */
const LOSS_EVERY = 64
const help = `Usage: node bench/soak/run.mjs [options]

  --provider NAME         where to train: cpu, webgpu, cuda, wasm (default: cpu)
  --steps N               steps (default: 100000)
  --threads N             threads (default: 1)
  --checkpoint-seconds S  seconds between checkpoints (default: 5)
  --out FILE              write the results there as well
`

/**
 * @typedef {object} Job
 * @property {import('@infonce/runtime').Provider} provider
 * @property {number} steps
 * @property {number} threads
 * @property {number} checkpointSeconds
 */

async function main() {
  const { values } = parseArgs({
    options: {
      provider: { type: 'string', default: 'cpu' },
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
  // Training refuses a name that it does not know.
  const provider = /** @type {Job['provider']} */ (values.provider)
  const steps = wholeNumber('--steps', values.steps)
  const threads = wholeNumber('--threads', values.threads)
  const checkpointSeconds = wholeNumber('--checkpoint-seconds', values['checkpoint-seconds'])
  const date = new Date().toISOString().slice(0, 10)
  const busy = load()
  const run = await soak({ provider, steps, threads, checkpointSeconds })
  const { flat, lines } = verdict(run)
  const software = provider === 'webgpu' ? softwareAdapter() : undefined
  const report = `${[
    `# A long run of training on provider ${provider}: its memory`,
    '',
    `- Date: ${date}`,
    `- Machine: ${[machine(), graphicsCards()].filter(Boolean).join(', ')}; load when it began: ${busy}`,
    `- ${revision()}, ${await runtimeVersion(provider)}, Node ${process.versions.node}`,
    ...(software ? [`- WebGPU runs on ${software}: the memory of its device is that of this process`] : []),
    `- \`trainInFolder\` of word2vec, negative sampling, vocabulary of ${whole(run.words)}, dim ${CONFIGURATION.dim}, ${threads} thread${threads > 1 ? 's' : ''}`,
    `- Parameters take ${((2 * run.words * CONFIGURATION.dim * 4) / 2 ** 20).toFixed(3)} MiB: kept once a step, they would take ${whole((2 * run.words * CONFIGURATION.dim * 4 * run.steps) / 2 ** 20)} MiB at the end`,
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
 * @param {Job} job
 */
async function soak({ provider, steps, threads, checkpointSeconds }) {
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
    await writeFile(path, corpusText(20_000, 500))
    const events = trainInFolder(word2vec, {
      folder: join(folder, 'run'),
      corpus: fileCorpus(path),
      configuration: CONFIGURATION,
      provider,
      threads,
      checkpointSeconds,
      lossEvery: Math.min(LOSS_EVERY, every),
      signal: controller.signal,
    })
    for await (const event of events) {
      if (event.type === 'begin') {
        words = event.vocabulary.size
        began = performance.now()
      } else if (event.type === 'checkpoint') checkpoints++
      else if (event.type === 'step' && last < steps) {
        lossEvents++
        last = event.step
        if (last >= every * (samples.length + 1) || last >= steps) samples.push(sample(last))
        // Well before slopes begin, which it would bend, and at the end: what is left once garbage is collected.
        if ((collected.length === 0 && last >= (WARM_UP / 2) * steps) || last >= steps) {
          // Array buffers are freed some time after the collection.
          for (let i = 0; i < 3; i++) {
            collect()
            await sleep(20)
          }
          collected.push(sample(last))
          process.stderr.write(`step ${whole(last)}\n`)
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

/**
 * @param {number} step
 * @returns {import('./memory.mjs').Sample}
 */
function sample(step) {
  const memory = process.memoryUsage()
  const card = cardMemory()
  return {
    step,
    ...Object.fromEntries(KINDS.map((kind) => [kind, memory[kind]])),
    ...(card !== undefined && { card }),
  }
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
