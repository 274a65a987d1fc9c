// A run that is killed fifty times, at any instant, writes of checkpoints included: no torn file, the same bytes.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '@infonce/core'
import { latestCheckpoint, listCheckpoints, verifyCheckpoint } from '@infonce/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildProgram } from './testing/build-program.js'
import { smallText } from './testing/small-text.js'
import type { WorkerTask } from './testing/training-worker.js'

const KILLS = 50

let program: string
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'infonce-kills-'))
  program = await buildProgram('testing/training-worker.ts')
  writeFileSync(join(folder, 'text.txt'), smallText(1000))
}, 60_000)
afterAll(() => {
  rmSync(folder, { recursive: true })
})

interface Life {
  readonly child: ChildProcess
  readonly ended: Promise<unknown>
  /** The step from which it went on, once it is known. */
  begun?: number
  /** The checkpoints that it has told of. */
  readonly written: number[]
}

/** Starts a process that trains, with a checkpoint after each step or, to get on with it, hardly any. */
function start(run: string, checkpointSeconds: number): Life {
  const task: WorkerTask = {
    folder: run,
    corpus: join(folder, 'text.txt'),
    // Wide vectors of few words make files that take a while to write, and short steps.
    configuration: { dim: 1024, epochs: 12, seed: 5 },
    checkpointSeconds,
  }
  const child = fork(program, [JSON.stringify(task)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const life: Life = { child, ended: once(child, 'exit'), written: [] }
  child.on('message', ({ type, step }: { type: string; step: number }) => {
    if (type === 'begin') life.begun = step
    else life.written.push(step)
  })
  return life
}

/** Polls; does not wait for a process that has ended. */
async function until(life: Life, condition: () => boolean): Promise<void> {
  while (!condition() && life.child.exitCode === null) await sleep(1)
}

const temporaryNames = (path: string): string[] =>
  existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.tmp')) : []

/** Waits for the instant at which a process is to be killed. */
async function wait(life: Life, kind: number, random: Random, checkpoints: string): Promise<void> {
  // Anywhere from the start of the process on.
  if (kind === 0) return sleep(random.below(700))
  const count = 1 + random.below(3)
  await until(life, () => life.written.length >= count)
  // Anywhere among steps and checkpoints, or in the middle of writing one.
  if (kind === 1) return sleep(random.below(20))
  const before = new Set(temporaryNames(checkpoints))
  await until(life, () => temporaryNames(checkpoints).some((name) => !before.has(name)))
  const pause = random.below(3)
  if (pause > 0) await sleep(pause)
}

it(`goes on to the same bytes after ${KILLS} kills`, async () => {
  const whole = start(join(folder, 'whole'), 1000)
  await whole.ended
  expect(whole.child.exitCode).toBe(0)

  const run = join(folder, 'killed')
  const checkpoints = join(run, 'checkpoints')
  const random = Random.fromSeed(50)
  let duringWrites = 0
  let cleaned = 0
  let reached = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const leftBefore = temporaryNames(checkpoints)
    const life = start(run, 0)
    await wait(life, kill % 5 === 0 ? 0 : 1 + (kill % 2), random, checkpoints)
    expect(life.child.kill('SIGKILL'), `the run ended before kill ${kill}`).toBe(true)
    await life.ended
    expect(life.child.signalCode).toBe('SIGKILL')

    // It went on exactly where the newest checkpoint stood, and what it told of is there.
    if (life.begun !== undefined) expect(life.begun).toBe(reached)
    const entries = await listCheckpoints(checkpoints)
    for (const { path, step } of entries) expect((await verifyCheckpoint(path)).step).toBe(step)
    // Two are kept; the third is there between its writing and the removal of the oldest.
    expect(entries.length).toBeLessThanOrEqual(3)
    const latest = (await latestCheckpoint(checkpoints))?.step ?? 0
    expect(latest).toBeGreaterThanOrEqual(life.written.at(-1) ?? reached)
    reached = latest

    // What killed writes leave is gone with the next write.
    const left = temporaryNames(checkpoints)
    expect(left.length).toBeLessThanOrEqual(1)
    if (left.some((name) => !leftBefore.includes(name))) duringWrites++
    if (life.written.length > 0) {
      expect(left.filter((name) => leftBefore.includes(name))).toEqual([])
      cleaned += leftBefore.length
    }
    expect(temporaryNames(run).length).toBeLessThanOrEqual(3)
  }
  // Twenty kills were aimed at writes; others met one by chance.
  expect(duringWrites).toBeGreaterThanOrEqual(3)
  expect(cleaned).toBeGreaterThanOrEqual(3)

  const last = start(run, 1000)
  await last.ended
  expect(last.child.exitCode).toBe(0)
  expect(last.begun).toBe(reached)
  expect(readdirSync(run, { recursive: true }).sort()).toEqual(
    readdirSync(join(folder, 'whole'), { recursive: true }).sort(),
  )
  const parameters = (name: string) => readFileSync(join(folder, name, 'parameters.safetensors'))
  expect(Buffer.compare(parameters('killed'), parameters('whole'))).toBe(0)
}, 600_000)
