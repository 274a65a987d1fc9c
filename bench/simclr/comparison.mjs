// Temperatures, batches and a queue of keys, for as many passes each. See bench/README.md.
import { spawnSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { percentage } from '../lib/accuracy.mjs'
import { dataFolder, jsonObject, wholeNumber } from '../lib/arguments.mjs'
import { circumstances } from '../lib/machine.mjs'
import { markdownTable } from '../lib/markdown.mjs'
import { mebibytes, whole } from '../lib/numbers.mjs'
import { IMAGES } from './cifar.mjs'
import { RUNS, settingsOf } from './comparison-runs.mjs'
import { EVALUATION } from './evaluate.mjs'

const PROGRAM = fileURLToPath(new URL('comparison-run.mjs', import.meta.url))
const RESULTS = fileURLToPath(new URL('../results/simclr-comparison.md', import.meta.url))
const help = `Usage: node bench/simclr/comparison.mjs --data DIR [options]

  --data DIR        the folder that holds cifar10/cifar10-{train,test}.bin.gz
  --epochs N        passes over the images of each run (default: 8)
  --threads N       threads of training (default: 2)
  --settings JSON   settings that replace those of bench/simclr/settings.mjs
  --only LIST       some of ${Object.keys(RUNS).join(', ')} (default: all)
  --folder DIR      keeps what each run gave, and takes from there what has been run with the same settings
                    (default: one in bench/node_modules/.cache)
  --out FILE        where results go (default: bench/results/simclr-comparison.md)
`

/** @typedef {import('./comparison-run.mjs').RunRecord & ReturnType<typeof circumstances>} RunRecord */

/**
 * What a run gave: read where it is kept, else run now.
 * @param {string} name
 * @param {{ settings: import('@infonce/simclr').Configuration, data: string, threads: number, folder: string }} options
 * @returns {Promise<RunRecord>}
 */
async function resultOf(name, { settings, data, threads, folder }) {
  // Two names for the same settings are one run.
  for (const other of Object.keys(RUNS)) {
    const kept = await readRecord(join(folder, `${other}.json`))
    if (kept && kept.threads === threads && JSON.stringify(kept.settings) === JSON.stringify(settings)) return kept
  }
  const file = join(folder, `${name}.json`)
  const job = { data, title: name, settings, threads, file, circumstances: circumstances() }
  const { status, signal } = spawnSync(execPath, [PROGRAM, JSON.stringify(job)], { stdio: ['ignore', 2, 2] })
  const record = status === 0 ? await readRecord(file) : undefined
  if (!record) throw new Error(`${name}: the run ended with ${signal ?? `code ${status}`}`)
  return record
}

/**
 * @param {string} file
 * @returns {Promise<RunRecord | undefined>}
 */
async function readRecord(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    // Cut short while it was written: run again.
    if (error instanceof SyntaxError || /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
}

/** @param {readonly (readonly [string, RunRecord])[]} results */
function resultsTable(results) {
  return markdownTable(
    ['run', 'steps', 'linear probe %', 'C', '20-NN %', 'loss', 'ceiling', 's', 's of CPU', 'peak'],
    results.map(([name, { steps, h, passes, seconds, cpuSeconds, peak }]) => [
      RUNS[name]?.title ?? name,
      whole(steps),
      percentage(h.probe),
      String(h.C),
      percentage(h.neighbors),
      Number(passes.at(-1)?.loss).toFixed(3),
      Number(passes.at(-1)?.ceiling).toFixed(3),
      seconds.toFixed(0),
      cpuSeconds.toFixed(0),
      peak === undefined ? '–' : mebibytes(peak),
    ]),
  )
}

async function main() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      epochs: { type: 'string', default: '8' },
      threads: { type: 'string', default: '2' },
      settings: { type: 'string', default: '{}' },
      only: { type: 'string' },
      folder: {
        type: 'string',
        default: fileURLToPath(new URL('../node_modules/.cache/simclr-comparison', import.meta.url)),
      },
      out: { type: 'string', default: RESULTS },
      help: { type: 'boolean', default: false },
    },
  })
  const data = dataFolder(values, help)
  if (data === undefined) return
  const threads = wholeNumber('--threads', values.threads)
  const given = { ...jsonObject('--settings', values.settings), epochs: wholeNumber('--epochs', values.epochs) }
  const names = values.only?.split(',') ?? Object.keys(RUNS)
  const jobs = names.map((name) => ({ name, settings: settingsOf(name, given) }))
  const folder = resolve(values.folder)
  await mkdir(folder, { recursive: true })
  /** @type {[string, RunRecord][]} */
  const results = []
  for (const { name, settings } of jobs) results.push([name, await resultOf(name, { settings, data, threads, folder })])
  const { command, machine } = circumstances()
  const text = `${[
    '# SimCLR and MoCo: temperatures, batches, a queue of keys',
    `${machine}, ${threads} ${threads === 1 ? 'thread' : 'threads'}. One run each, from the same seed, ${given.epochs} ${given.epochs === 1 ? 'pass' : 'passes'} over the images: differences of a point or two are no more than chance, and so few passes say how fast a setting learns, not where it ends.`,
    `\`${command}\``,
    `${IMAGES} ${EVALUATION}`,
    resultsTable(results),
    'Probe and neighbors are of h. Loss and ceiling are means of the last pass, in nats: the ceiling is the loss of no knowledge, ln of the number of candidates, which MoCo counts as its queue fills. Time is that of training alone, and so is the peak, of a process for each run. The learning rate grows with the batch.',
    markdownTable(
      ['run', 'date', 'load before', 'revision', 'optimizer', 'learning rate', 'scaling'],
      results.map(([name, { date, load, revision, settings }]) => {
        const { optimizer, learningRate, scaling } = /** @type {import('@infonce/simclr').Configuration} */ (settings)
        return [RUNS[name]?.title ?? name, date, load, revision, optimizer, String(learningRate), scaling]
      }),
    ),
    `Settings beside those that the table varies: \`${JSON.stringify(results[0]?.[1].configuration)}\``,
  ].join('\n\n')}\n`
  process.stdout.write(text)
  await writeFile(values.out, text)
}

await main()
