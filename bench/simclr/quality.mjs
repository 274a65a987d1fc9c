// What SimCLR's representation of CIFAR-10 is worth, against others. See bench/README.md.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { exportModel, loadModel } from '@infonce/runtime'
import { simclr, untrainedModel } from '@infonce/simclr'
import { dataFolder, jsonObject, wholeNumber } from '../lib/arguments.mjs'
import { circumstances } from '../lib/machine.mjs'
import { IMAGES, LABEL, openCifar } from './cifar.mjs'
import { EVALUATION, evaluate, evaluateModel, pixelsOf } from './evaluate.mjs'
import { accuracies, curve, effort } from './quality-report.mjs'
import { CIFAR_SETTINGS } from './settings.mjs'
import { trainTimed } from './train-timed.mjs'
import { trainWithLabels } from './with-labels.mjs'

const RESULTS = fileURLToPath(new URL('../results/simclr.md', import.meta.url))
const help = `Usage: node bench/simclr/quality.mjs --data DIR [options]

  --data DIR        the folder that holds cifar10/cifar10-{train,test}.bin.gz
  --epochs N        passes over the images (default: ${CIFAR_SETTINGS.epochs})
  --threads N       threads of training (default: 2)
  --settings JSON   settings that replace those of bench/simclr/settings.mjs
  --supervised N    passes of the same network with labels, 0 for none (default: as many as without)
  --model DIR       keeps the trained model and its record there
  --from DIR        makes the tables of what --model kept; nothing is trained but what is missing
  --out FILE        where results go (default: bench/results/simclr.md)
`

/** @typedef {import('./train-timed.mjs').TrainingRecord & ReturnType<typeof circumstances>} Record */
/** @typedef {{ model: import('@infonce/simclr').SimClr, record: Record }} Trained */

/** @param {string} folder */
const recordFile = (folder) => join(folder, 'curve.json')
/** @param {string} folder */
const withLabelsFile = (folder) => join(folder, 'supervised.json')

/**
 * @param {import('./evaluate.mjs').Cifar} images
 * @param {{ settings: import('@infonce/simclr').ConfigurationInput, threads: number, folder: string | undefined }} options
 * @returns {Promise<Trained>}
 */
async function trainNow({ training, test }, { settings, threads, folder }) {
  const begun = circumstances()
  const neighbors = { label: LABEL, test }
  const { model, record } = await trainTimed({ training, settings, threads, neighbors }, 'SimCLR')
  const whole = { ...record, ...begun }
  if (folder !== undefined) {
    await exportModel(simclr, model, folder)
    await writeJson(recordFile(folder), whole)
  }
  return { model, record: whole }
}

/**
 * @param {string} folder
 * @returns {Promise<Trained>}
 */
async function readTrained(folder) {
  return { model: await loadModel(simclr, folder), record: JSON.parse(await readFile(recordFile(folder), 'utf8')) }
}

/**
 * What the same network is worth with labels; read where it was kept for as many passes.
 * @param {import('./evaluate.mjs').Cifar} images
 * @param {{ configuration: import('@infonce/simclr').Configuration, epochs: number, threads: number,
 *   folder: string | undefined }} options
 */
async function withLabels(images, { configuration, epochs, threads, folder }) {
  const settings = { ...configuration, epochs }
  const kept = folder === undefined ? undefined : await readJson(withLabelsFile(folder))
  if (JSON.stringify(kept?.configuration) === JSON.stringify(settings))
    return /** @type {import('./with-labels.mjs').WithLabels} */ (kept)
  const found = await trainWithLabels(images, settings, threads)
  if (folder !== undefined) await writeJson(withLabelsFile(folder), found)
  return found
}

/**
 * @param {string} path
 * @returns {Promise<any>} undefined where there is no such file
 */
async function readJson(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * @param {string} path
 * @param {object} value
 */
const writeJson = (path, value) => writeFile(path, `${JSON.stringify(value)}\n`)

/**
 * @param {import('./evaluate.mjs').Cifar} images
 * @param {Trained} trained
 * @param {{ threads: number, supervised: number | undefined, folder: string | undefined }} options
 */
async function tables(images, { model, record }, { threads, supervised, folder }) {
  const { configuration } = model
  const untrained = untrainedModel(configuration)
  const of = async (
    /** @type {string} */ title,
    /** @type {typeof model} */ one,
    /** @type {import('@infonce/simclr').Encoding} */ encoding,
  ) => ({
    title,
    evaluated: await evaluateModel(images, one, encoding, { threads, title }),
  })
  const rows = [
    await of('SimCLR, quarters', model, 'quarters'),
    await of('SimCLR, h', model, 'h'),
    await of('SimCLR, z', model, 'z'),
    await of('untrained, quarters', untrained, 'quarters'),
    await of('untrained, h', untrained, 'h'),
    { title: 'raw pixels', evaluated: await evaluate(images, pixelsOf, 'raw pixels') },
  ].reverse()
  const epochs = supervised ?? configuration.epochs
  const labeled = epochs > 0 ? await withLabels(images, { configuration, epochs, threads, folder }) : undefined
  const { lookSeconds, lookCpuSeconds, passes } = record
  return [
    accuracies(rows, labeled),
    effort('SimCLR', record),
    ...(labeled ? [effort('With labels, one view of each image', labeled)] : []),
    '## Over the passes',
    `Means over the steps of a pass; a loss of no knowledge would be ${Number(passes[0]?.ceiling).toFixed(2)} nats. The 20 nearest neighbors of 2,000 test images among 2,000 training images, by h; these looks took ${lookSeconds.toFixed(0)} s more (${lookCpuSeconds.toFixed(0)} s of CPU).`,
    curve(passes),
    '## Settings',
    `\`${JSON.stringify(configuration)}\``,
  ]
}

async function main() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      epochs: { type: 'string' },
      threads: { type: 'string', default: '2' },
      settings: { type: 'string' },
      supervised: { type: 'string' },
      model: { type: 'string' },
      from: { type: 'string' },
      out: { type: 'string', default: RESULTS },
      help: { type: 'boolean', default: false },
    },
  })
  const data = dataFolder(values, help)
  if (data === undefined) return
  const threads = wholeNumber('--threads', values.threads)
  const supervised = values.supervised === undefined ? undefined : wholeNumber('--supervised', values.supervised, 0)
  const changes = jsonObject('--settings', values.settings ?? '{}')
  const epochs = values.epochs === undefined ? {} : { epochs: wholeNumber('--epochs', values.epochs) }
  const settings = { ...CIFAR_SETTINGS, ...changes, ...epochs }
  const { model: to, from } = values
  if (from !== undefined && [values.epochs, values.settings, to].some((value) => value !== undefined))
    throw new Error('--from: what it names is trained already; leave --epochs, --settings and --model out')
  const images = await openCifar(data)
  const trained =
    from === undefined ? await trainNow(images, { settings, threads, folder: to }) : await readTrained(from)
  const now = circumstances()
  const { date, machine: where, revision: commit, load: busy, command } = trained.record
  const text = `${[
    '# SimCLR on CIFAR-10',
    `${date}, ${where}, load before ${busy}, ${commit}.`,
    `\`${command}\``,
    ...(from === undefined ? [] : [`Tables: ${now.date}, ${now.revision}, \`${now.command}\``]),
    `${IMAGES} ${EVALUATION}`,
    ...(await tables(images, trained, { threads, supervised, folder: from ?? to })),
  ].join('\n\n')}\n`
  process.stdout.write(text)
  await writeFile(values.out, text)
}

await main()
