// Runs that are interrupted, killed and gone on with.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { Random } from '@infonce/core'
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
}, 60_000)

afterAll(() => infonce.remove())

describe('a run that is interrupted', () => {
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
    writeFileSync(infonce.path('large.txt'), smallText(400_000))
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

describe('a run that is killed', () => {
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

describe('a run whose corpus has moved', () => {
  it('is gone on with where the corpus is now', async () => {
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
