// Runs that are interrupted, killed and resumed.
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Random } from '@infonce/core'
import { listCheckpoints } from '@infonce/runtime'
import { MODEL_FILES } from '@infonce/word2vec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Running, TestCommand } from './testing/command.js'
import { smallText } from './testing/small-text.js'

let infonce: TestCommand

const settings = ['--dim', '16', '--epochs', '6', '--seed', '5', '--threads', '1']
const train = (folder: string, ...more: string[]): string[] => [
  'word2vec',
  'train',
  ...['--corpus', 'text.txt', '--out', folder, '--checkpoint-seconds', '0.05', '--json'],
  ...(more.length > 0 ? more : settings),
]
const resume = (folder: string, ...more: string[]): string[] => [
  'word2vec',
  'train',
  ...['--resume', folder, '--threads', '1', '--checkpoint-seconds', '0.05', '--json'],
  ...more,
]

const hash = (folder: string): string =>
  createHash('sha256')
    .update(readFileSync(infonce.path(folder, 'parameters.safetensors')))
    .digest('hex')

/** Files of a folder with their sizes and times. */
const snapshot = (folder: string): string[] =>
  (readdirSync(infonce.path(folder), { recursive: true }) as string[]).sort().map((name) => {
    const { size, mtimeMs } = statSync(infonce.path(folder, name))
    return `${name} ${size} ${mtimeMs}`
  })

/** Waits for so many events of a type. Returns false where the command ended before. */
async function events(running: Running, type: string, count: number): Promise<boolean> {
  let seen = 0
  for await (const line of running.lines) if (line.startsWith(`{"type":"${type}"`) && ++seen >= count) return true
  return false
}

beforeAll(async () => {
  infonce = await TestCommand.build()
  writeFileSync(infonce.path('text.txt'), smallText(25_000))
  expect(await infonce.run(...train('whole'))).toMatchObject({ code: 0 })
}, 180_000)

afterAll(() => infonce.remove())

describe('a run that is interrupted', { timeout: 180_000 }, () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s saves a checkpoint, says how to go on, and goes on to the same bytes', async (signal, code) => {
    const folder = `stopped by ${signal}`
    const running = infonce.start(train(folder))
    expect(await events(running, 'step', 3)).toBe(true)
    running.kill(signal)
    const { stderr, ...ended } = await running.finished
    expect(ended.code).toBe(code)
    expect(stderr).toContain(`  infonce word2vec train --resume '${folder}' --threads 1 --checkpoint-seconds 0.05\n`)
    expect(existsSync(infonce.path(folder, 'parameters.safetensors'))).toBe(false)
    expect(readdirSync(infonce.path(folder, 'checkpoints')).length).toBeGreaterThan(0)

    const resumed = await infonce.run(...resume(folder))
    expect(resumed.code).toBe(0)
    expect(resumed.stderr).toContain('going on from step')
    expect(hash(folder)).toBe(hash('whole'))
    expect(readdirSync(infonce.path(folder))).toEqual(readdirSync(infonce.path('whole')))
  })

  it('before training begins leaves nothing', async () => {
    // Counting its words takes long after the first of them are told of.
    writeFileSync(infonce.path('large.txt'), smallText(200_000).repeat(12))
    const running = infonce.start(['word2vec', 'train', '--corpus', 'large.txt', '--out', 'deep/new', '--json'])
    expect(await events(running, 'vocabulary', 1)).toBe(true)
    running.kill('SIGINT')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toContain('nothing is saved')
    expect(existsSync(infonce.path('deep'))).toBe(false)
  })

  it('twice quits at once', async () => {
    const running = infonce.start(train('impatient', '--epochs', '1000'))
    expect(await events(running, 'step', 2)).toBe(true)
    running.kill('SIGINT')
    running.kill('SIGINT')
    expect(await running.finished).toMatchObject({ code: 130 })
  })

  it('by a reader that goes away saves a checkpoint', async () => {
    const running = infonce.start(train('unread', '--epochs', '1000'))
    expect(await events(running, 'step', 2)).toBe(true)
    running.closeOutput()
    const { code, stderr } = await running.finished
    expect(code).toBe(141)
    expect(stderr).toContain('--resume unread')
    expect(readdirSync(infonce.path('unread', 'checkpoints')).length).toBeGreaterThan(0)
  })
})

describe('a run that is killed', { timeout: 180_000 }, () => {
  it('again and again ends with the same bytes', async () => {
    const random = Random.fromSeed(11)
    let args = train('killed')
    let kills = 0
    for (; kills < 6; kills++) {
      const running = infonce.start(args)
      const alive = await events(running, 'step', 1 + random.below(12))
      running.kill('SIGKILL')
      await running.finished
      args = resume('killed')
      if (!alive) break
    }
    expect(kills).toBeGreaterThan(2)
    if (!existsSync(infonce.path('killed', 'parameters.safetensors')))
      expect(await infonce.run(...args)).toMatchObject({ code: 0 })
    expect(hash('killed')).toBe(hash('whole'))
  })
})

describe('a run that is finished', { timeout: 180_000 }, () => {
  const finished = (folder: string): string => `the run in ${folder} is finished already`
  beforeAll(() => cpSync(infonce.path('whole'), infonce.path('done'), { recursive: true, preserveTimestamps: true }))

  it('has nothing to resume, which is no failure, and is left as it is, wherever its corpus may be', async () => {
    const before = snapshot('done')
    renameSync(infonce.path('text.txt'), infonce.path('elsewhere.txt'))
    const again = await infonce.run('word2vec', 'train', '--resume', 'done')
    expect(again).toEqual({ code: 0, signal: null, stdout: '', stderr: `${finished('done')}\n` })
    const { stdout } = await infonce.run(...resume('done'))
    expect(JSON.parse(stdout)).toEqual({ type: 'exported', files: MODEL_FILES.map((name) => join('done', name)) })
    expect(snapshot('done')).toEqual(before)
    renameSync(infonce.path('elsewhere.txt'), infonce.path('text.txt'))
  })

  it.each(['cut short', 'missing'])('has an encoder that is %s written again', async (how) => {
    const path = infonce.path('done', 'encoder.onnx')
    if (how === 'missing') rmSync(path)
    else truncateSync(path, 100)
    const { code, stdout, stderr } = await infonce.run('word2vec', 'train', '--resume', 'done')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toBe(`${finished('done')}: encoder.onnx was missing or damaged, and written again\n`)
    expect(readFileSync(path).equals(readFileSync(infonce.path('whole', 'encoder.onnx')))).toBe(true)
  })

  it.each(['parameters.safetensors', 'vocabulary.txt'])('is trained again where its %s is damaged', async (name) => {
    const path = infonce.path('done', name)
    const bytes = readFileSync(path)
    bytes[bytes.length - 2]! ^= 1
    writeFileSync(path, bytes)
    const { code, stderr } = await infonce.run(...resume('done'))
    expect(code).toBe(0)
    expect(stderr).toContain(`the run in done was finished, but ${name} was missing or damaged: training again`)
    for (const file of MODEL_FILES)
      expect(readFileSync(infonce.path('done', file)).equals(readFileSync(infonce.path('whole', file))), file).toBe(
        true,
      )
    expect((await infonce.run(...resume('done'))).stderr).toBe(`${finished('done')}\n`)
  })
})

describe('a run that a second process is to write', { timeout: 180_000 }, () => {
  it('stays with the first one, unharmed', async () => {
    const first = infonce.start(train('shared'))
    expect(await events(first, 'checkpoint', 1)).toBe(true)
    // It stands still meanwhile, so that it cannot end.
    first.kill('SIGSTOP')
    const before = snapshot('shared')
    const { pid } = JSON.parse(readFileSync(infonce.path('shared', 'run.lock'), 'utf8')) as { pid: number }
    expect(pid).toBe(first.pid)
    const second = await infonce.run(...resume('shared'))
    expect(second).toMatchObject({ code: 1, stdout: '' })
    expect(second.stderr).toMatch(
      /^error: the run folder shared is in use by process \d+ on \S+ since .*: wait for it to end, .*\n$/,
    )
    expect(second.stderr).toContain(`by process ${pid} on ${hostname()} since`)
    const third = await infonce.run(...train('shared'))
    expect(third).toMatchObject({ code: 1, stdout: '' })
    expect(third.stderr).toContain('shared already holds a run that is not finished')
    expect(snapshot('shared')).toEqual(before)
    first.kill('SIGCONT')
    expect(await first.finished).toMatchObject({ code: 0 })
    expect(hash('shared')).toBe(hash('whole'))
  })
})

describe('a run during which the clock is set', { timeout: 180_000 }, () => {
  it('again and again, by twenty years, writes checkpoints, goes on from the newest and ends with the same bytes', async () => {
    const shift = `const RealDate = Date
      const years = () => (Math.floor(performance.now() / 50) % 2 ? 10 : -10)
      const now = () => RealDate.now() + years() * 365.25 * 24 * 3600 * 1000
      globalThis.Date = class extends RealDate {
        static now() { return now() }
        constructor(...args) { super(...(args.length > 0 ? args : [now()])) }
      }`
    writeFileSync(infonce.path('clock.mjs'), shift)
    const environment = { NODE_OPTIONS: `--import=${pathToFileURL(infonce.path('clock.mjs'))}` }
    const running = infonce.start(train('shifted'), environment)
    expect(await events(running, 'checkpoint', 3)).toBe(true)
    running.kill('SIGKILL')
    await running.finished
    const { since } = JSON.parse(readFileSync(infonce.path('shifted', 'run.lock'), 'utf8')) as { since: string }
    expect(Math.abs(new Date(since).getFullYear() - new Date().getFullYear())).toBeGreaterThan(8)

    // The newest checkpoint looks oldest, the oldest newest.
    const checkpoints = await listCheckpoints(infonce.path('shifted', 'checkpoints'))
    expect(checkpoints.length).toBeGreaterThan(1)
    for (const [age, { path }] of checkpoints.entries())
      for (const file of [path, ...readdirSync(path).map((name) => join(path, name))])
        utimesSync(file, new Date(1990 + 50 * age, 0), new Date(1990 + 50 * age, 0))
    const resumed = await infonce.start(resume('shifted'), environment).finished
    expect(resumed).toMatchObject({ code: 0 })
    const [begin] = resumed.stdout.split('\n').filter((line) => line.startsWith('{"type":"begin"'))
    expect(JSON.parse(begin!)).toMatchObject({ steps: checkpoints[0]!.step })
    expect(hash('shifted')).toBe(hash('whole'))
  })
})

describe('a run whose corpus has moved', { timeout: 180_000 }, () => {
  it('is resumed where the corpus is now', async () => {
    const running = infonce.start(train('moved'))
    expect(await events(running, 'step', 3)).toBe(true)
    running.kill('SIGINT')
    await running.finished
    renameSync(infonce.path('text.txt'), infonce.path('elsewhere.txt'))
    const lost = await infonce.run(...resume('moved'))
    expect(lost).toMatchObject({ code: 1, stdout: '' })
    expect(lost.stderr).toMatch(
      /^error: .*text\.txt, which the run in moved began on, is not there any more: .*--corpus\n$/,
    )
    expect(await infonce.run(...resume('moved', '--corpus', 'elsewhere.txt'))).toMatchObject({ code: 0 })
    expect(hash('moved')).toBe(hash('whole'))
    renameSync(infonce.path('elsewhere.txt'), infonce.path('text.txt'))
  })
})
