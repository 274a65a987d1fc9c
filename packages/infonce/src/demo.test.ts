// The demonstration from beginning to end, and the commands that it recommends.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Finished, TestCommand } from './testing/command.js'

let infonce: TestCommand
let first: Finished

beforeAll(async () => {
  infonce = await TestCommand.build()
  first = await infonce.run('demo')
}, 240_000)

afterAll(() => infonce.remove())

describe('demo', () => {
  it('learns facts that its text never states', () => {
    expect(first.code).toBe(0)
    const total = /^ +total +([\d,]+) of ([\d,]+) +([\d.]+) % +[\d,]+ of [\d,]+ +([\d.]+) %$/m.exec(first.stdout)
    expect(Number(total![3])).toBeGreaterThanOrEqual(80)
    expect(Number(total![4])).toBeGreaterThanOrEqual(80)
  })

  it('answers from the encoder that it wrote', () => {
    expect(first.stdout).toContain('batch/ids int32 [N] -> embedding float32 [N, 64]')
    const answers = [...first.stdout.matchAll(/as (\w+) is to … \?[^)]*\)\n\s+(\w+) +0\.\d{3}\n/g)]
    expect(answers).toHaveLength(2)
  })

  it('recommends commands that work', async () => {
    const commands = [...first.stdout.matchAll(/^ {3}infonce (.*)$/gm)].map((match) => match[1]!.split(' '))
    expect(commands.length).toBeGreaterThan(5)
    for (const args of commands) {
      if (args.includes('your-text.txt'))
        writeFileSync(infonce.path('your-text.txt'), 'to be or not to be\n'.repeat(50))
      // The shortest training will do here.
      const short = args.includes('train') ? ['--epochs', '1', '--dim', '4'] : []
      expect({ args, ...(await infonce.run(...args, ...short)) }).toMatchObject({ args, code: 0 })
    }
  }, 120_000)

  it('leaves files that give the score that it showed', async () => {
    const shown = /^ +total +([\d,]+) of ([\d,]+)/m.exec(first.stdout)!
    const { stdout } = await infonce.run(
      'word2vec',
      'evaluate',
      'infonce-demo',
      '--analogies',
      'infonce-demo/analogies-held-out.txt',
    )
    expect(stdout).toMatch(new RegExp(`\\ntotal +${shown[1]} +${shown[2]} `))
  })

  it('replaces an earlier demonstration, and only what that made', async () => {
    const parameters = readFileSync(infonce.path('infonce-demo', 'parameters.safetensors'))
    writeFileSync(infonce.path('infonce-demo', 'notes.txt'), 'mine')
    const running = infonce.start(['demo'])
    // The earlier run's settings go, and those of the new one come when it trains and takes signals.
    for (const there of [false, true])
      while (existsSync(infonce.path('infonce-demo', 'run.json')) !== there)
        await new Promise((resolve) => setTimeout(resolve, 20))
    running.kill('SIGINT')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toContain('  infonce word2vec train --resume infonce-demo\n')

    const resumed = await infonce.run('word2vec', 'train', '--resume', 'infonce-demo')
    expect(resumed.code).toBe(0)
    expect(readFileSync(infonce.path('infonce-demo', 'parameters.safetensors')).equals(parameters)).toBe(true)
    expect(readFileSync(infonce.path('infonce-demo', 'notes.txt'), 'utf8')).toBe('mine')
  }, 180_000)

  it('leaves a folder alone in which somebody trained on another text', async () => {
    const run = JSON.parse(readFileSync(infonce.path('infonce-demo', 'run.json'), 'utf8'))
    run.corpus.name = '/home/somebody/diary.txt'
    writeFileSync(infonce.path('infonce-demo', 'run.json'), JSON.stringify(run))
    const { code, stderr } = await infonce.run('demo')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: infonce-demo contains files that are not from a demo: .*\n$/)
    expect(existsSync(infonce.path('infonce-demo', 'parameters.safetensors'))).toBe(true)
  })
})
