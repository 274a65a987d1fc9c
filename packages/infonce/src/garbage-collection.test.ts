// How garbage is collected while the command trains: its collections, as V8 itself tells of them.
import { writeFileSync } from 'node:fs'
import { Random } from '@infonce/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestCommand } from './testing/command.js'

let command: TestCommand
beforeAll(async () => {
  command = await TestCommand.build()
})
afterAll(() => command.remove())

it('marks garbage at once in the worker that trains, and not bit by bit', async () => {
  // Words enough for steps of the full size, whose outputs are what V8 counts.
  const random = Random.fromSeed(1)
  const line = (): string => Array.from({ length: 20 }, () => `word${random.below(5000)}`).join(' ')
  writeFileSync(command.path('text.txt'), `${Array.from({ length: 10_000 }, line).join('\n')}\n`)
  // The option of V8 that NODE_OPTIONS refuses; its lines go to standard output.
  const trace = "--import=data:text/javascript,import{setFlagsFromString}from'node:v8';setFlagsFromString('--trace-gc')"
  const args = ['word2vec', 'train', '--corpus', 'text.txt', '--out', 'run', '--epochs', '2', '--threads', '1']
  const { code, stdout, stderr } = await command.start(args, { NODE_OPTIONS: trace }).finished
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('Mark-Compact')
  expect(stdout).not.toContain('incremental marking')
})
