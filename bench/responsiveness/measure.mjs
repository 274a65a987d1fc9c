// One measurement, in a process of its own: trains, or does nothing, and watches this thread's event loop meanwhile.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { trainInFolder, trainInThread } from '@infonce/runtime'
import { atlasCorpus, fileCorpus, word2vec } from '@infonce/word2vec'
import { largeVocabularyText, workloads } from './workloads.mjs'

/** @typedef {{ place: 'nowhere' | 'host' | 'worker', workload: keyof typeof workloads, seconds: number, threads?: number }} Job */

/**
 * What one measurement found, times in milliseconds.
 * @typedef {object} Found
 * @property {{ mean: number, p99: number, max: number }} loop what monitorEventLoopDelay says, at a resolution of 1 ms
 * @property {{ mean: number, p99: number, max: number }} timer lateness of a timer of 5 ms
 * @property {{ mean: number, p99: number, max: number } | undefined} busy time that the thread worked between two of those timers, which
 *   other programs do not lengthen, where the system tells it (Linux)
 * @property {number} step mean time of a step
 * @property {number} wordsPerSecond
 */

const RESOLUTION = 1
const TIMER = 5

/** @param {Job} job */
async function measure({ place, workload, seconds, threads }) {
  const folder = await mkdtemp(join(tmpdir(), 'infonce-responsiveness-'))
  try {
    const path = join(folder, 'text.txt')
    await writeFile(path, workload === 'demo' ? [...atlasCorpus().lines].join('\n') : largeVocabularyText())
    const abort = new AbortController()
    const options = {
      folder: join(folder, 'run'),
      configuration: workloads[workload],
      signal: abort.signal,
      ...(threads !== undefined && { threads }),
    }
    // What was allocated so far is no part of what is measured.
    await sleep(500)
    const watch = watchLoop()
    if (place === 'nowhere') {
      await sleep(seconds * 1000)
      return { ...watch.end(), step: 0, wordsPerSecond: 0 }
    }
    const events =
      place === 'host'
        ? trainInFolder(word2vec, { ...options, corpus: fileCorpus(path) })
        : trainInThread(word2vec, { ...options, corpus: { kind: 'file', path } })
    let [began, steps, words, allWords, took] = [0, 0, 0, 0, 0]
    for await (const event of events) {
      if (event.type === 'begin') {
        began = performance.now()
        allWords = event.words
      } else if (event.type === 'step') {
        words = event.words
        if (performance.now() - began > seconds * 1000) abort.abort()
      } else if (event.type === 'end') {
        took = performance.now() - began
        steps = event.step
        if (event.reason === 'finished') words = allWords
      }
    }
    return { ...watch.end(), step: took / steps, wordsPerSecond: (words / took) * 1000 }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Watches the event loop of this thread until the end is asked for. */
function watchLoop() {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION })
  /** @type {number[]} */
  const late = []
  /** @type {number[]} */
  const busy = []
  let worked = millisecondsOfWork()
  let due = performance.now() + TIMER
  const timer = setInterval(() => {
    const now = performance.now()
    late.push(Math.max(0, now - due))
    const work = millisecondsOfWork()
    if (worked !== undefined && work !== undefined) busy.push(work - worked)
    worked = work
    due = now + TIMER
  }, TIMER)
  histogram.enable()
  return {
    end() {
      histogram.disable()
      clearInterval(timer)
      // The histogram holds the times between two looks, which are a millisecond where nothing delays them.
      const beyond = (/** @type {number} */ nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION)
      return {
        loop: { mean: beyond(histogram.mean), p99: beyond(histogram.percentile(99)), max: beyond(histogram.max) },
        timer: summary(late),
        busy: busy.length > 0 ? summary(busy) : undefined,
      }
    },
  }
}

/** @param {number[]} values */
function summary(values) {
  values.sort((a, b) => a - b)
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    p99: values[Math.floor(0.99 * values.length)] ?? 0,
    max: values.at(-1) ?? 0,
  }
}

/** How long the main thread has run on a core since it began. */
function millisecondsOfWork() {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return undefined
  }
}

process.send?.(await measure(JSON.parse(process.argv[2] ?? '')))
