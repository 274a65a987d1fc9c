// One run of the comparison, in a process of its own, so that its memory is its own.
// Usage: node bench/simclr/comparison-run.mjs JSON, with what a job has; writes its record into the file that it names.
import { writeFile } from 'node:fs/promises'
import { argv } from 'node:process'
import { openCifar } from './cifar.mjs'
import { evaluateModel } from './evaluate.mjs'
import { trainTimed } from './train-timed.mjs'

/**
 * @typedef {object} Job
 * @property {string} data
 * @property {string} title
 * @property {import('@infonce/simclr').Configuration} settings
 * @property {number} threads
 * @property {string} file
 * @property {object} circumstances kept with the record
 */

/** @typedef {import('./train-timed.mjs').TrainingRecord & { settings: object, h: import('./evaluate.mjs').Evaluation }} RunRecord */

/** @type {Job} */
const { data, title, settings, threads, file, circumstances } = JSON.parse(argv[2] ?? '')
const images = await openCifar(data)
const { model, record } = await trainTimed({ training: images.training, settings, threads }, title)
const h = await evaluateModel(images, model, 'h', { threads, title })
await writeFile(file, `${JSON.stringify({ settings, ...circumstances, ...record, h })}\n`)
