// The lasting process that most tests ask: it answers as processes of their own do.
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestCommand } from './testing/command.js'
import { smallText } from './testing/small-text.js'

let infonce: TestCommand
beforeAll(async () => {
  infonce = await TestCommand.build()
  writeFileSync(infonce.path('text.txt'), smallText(1000))
  const train = ['word2vec', 'train', '--corpus', 'text.txt', '--dim', '8', '--epochs', '1', '--out']
  expect((await infonce.run(...train, 'run')).code).toBe(0)
}, 60_000)
afterAll(() => infonce.remove())

it.each([
  ['results on standard output', ['word2vec', 'neighbors', 'run', 'cat']],
  ['lines of JSON', ['word2vec', 'neighbors', 'run', 'cat', 'dog', '--json']],
  ['help', ['word2vec', 'train', '--help']],
  ['a version', ['--version']],
  ['a refusal of what is missing', ['word2vec', 'neighbors', 'nowhere', 'cat']],
  ['a refusal of what was typed', ['word2vec', 'train', '--corpus', 'text.txt', '--out', 'x', '--dim', 'many']],
  ['no command', []],
  ['a command that there is not', ['word2vec', 'trian']],
  ['a description of a file', ['inspect', 'run/step.onnx']],
] as const)('%s', async (_, args) => {
  const own = await infonce.run(...args)
  // Twice: nothing is left of the first.
  for (let time = 0; time < 2; time++) {
    expect(await infonce.ask(...args)).toEqual(own)
  }
})
