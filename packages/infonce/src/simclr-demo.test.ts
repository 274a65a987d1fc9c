// `infonce simclr train --demo`: what it refuses and says, and that it stops and leaves others' files alone.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verdict } from './commands/simclr/demo.js'
import type { Score } from './probe/result.js'
import { type Finished, TestCommand } from './testing/command.js'

let infonce: TestCommand
let first: Finished

const demo = (...more: string[]): string[] => [
  ...['simclr', 'train', '--demo', '--width-factor', '0.02', '--head-width', '4', '--embedding', '4'],
  ...['--epochs', '1', '--batch', '500', '--threads', '1', ...more],
]

beforeAll(async () => {
  infonce = await TestCommand.build()
  first = await infonce.ask(...demo())
}, 240_000)

afterAll(() => infonce.remove())

describe('simclr train --demo', { timeout: 180_000 }, () => {
  it('says what the images are, and shows what was learned beside what it is to be compared with', () => {
    expect({ code: first.code, stderr: first.stderr }).toMatchObject({ code: 0 })
    expect(first.stdout).toMatch(/\n1\. Images\n.*\n(.*\n)*.*A thousand of them are kept for the test/)
    expect(first.stdout).toContain('3,000 training images, 1,000 test images. shape: 10 classes')
    const rows = [...first.stdout.matchAll(/^ {3}(pixels|untrained|SimCLR) +(h|quarters)? +\d+ +\d+\.\d/gm)]
    expect(rows.map(([, name]) => name)).toEqual(['pixels', 'untrained', 'untrained', 'SimCLR', 'SimCLR'])
    expect(first.stdout).toMatch(/\n {3}shape: by training it (rose|fell) from \d+\.\d % to \d+\.\d %\./)
    expect(Math.max(...first.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    for (const name of ['report.html', 'pairs.png', 'training.csv', 'encoder.onnx', 'about-this-folder.txt'])
      expect(existsSync(infonce.path('infonce-simclr-demo', name))).toBe(true)
  })

  it('recommends commands that are there', async () => {
    const commands = [...first.stdout.matchAll(/^ {3}infonce (.*)$/gm)].map((match) => match[1]!.split(' '))
    expect(commands).toHaveLength(5)
    for (const args of commands) {
      const help = await infonce.ask(...args.filter((word) => /^[a-z]+$/.test(word)).slice(0, 2), '--help')
      expect(help.code).toBe(0)
      for (const flag of args.filter((word) => word.startsWith('--'))) expect(help.stdout).toContain(`  ${flag}`)
    }
  })

  it('replaces an earlier one, and leaves what others put there', async () => {
    writeFileSync(infonce.path('infonce-simclr-demo', 'notes.txt'), 'mine')
    const running = infonce.start(demo('--json'))
    for await (const line of running.lines) if (line.startsWith('{"type":"step"')) break
    running.kill('SIGINT')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toContain('  infonce simclr train --resume infonce-simclr-demo --threads 1\n')
    expect(existsSync(infonce.path('infonce-simclr-demo', 'report.html'))).toBe(false)
    expect(readFileSync(infonce.path('infonce-simclr-demo', 'notes.txt'), 'utf8')).toBe('mine')
  })

  it.each([
    [['images', '--skip-bad'], /^error: --demo generates its own images: leave out images, --skip-bad\n$/],
    [['--resume', 'infonce-simclr-demo'], /^error: --demo generates its own images: leave out --resume\n$/],
    [['--size', '64'], /^error: --demo generates its own images: leave out --size\n$/],
    [['--temperature', '0'], /^error: --temperature: expected a number from 0\.001 to 1000, found '0'\n$/],
  ] as const)('refuses %s', async (args, message) => {
    const { code, stderr } = await infonce.ask(...demo('--out', 'refused', ...args))
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(existsSync(infonce.path('refused'))).toBe(false)
  })
})

describe('verdict', () => {
  const score = (correct: number): Score => ({
    ...{ correct, total: 100, accuracy: correct / 100 },
    interval: { low: 0, high: 1 },
  })
  const rows = (found: Record<string, number>) => ({
    rows: Object.entries(found).map(([name, correct]) => ({
      ...{ name, size: 8, supervised: false },
      scores: { shape: { probe: score(correct) } },
    })),
  })

  it('says who wins', () => {
    expect(verdict(rows({ SimCLR: 61, untrained: 20, pixels: 30 }), 'SimCLR', 'shape')).toBe(
      'shape: by training it rose from 20.0 % to 61.0 %. The pixels themselves tell less than it: 30.0 %.',
    )
    expect(verdict(rows({ MoCo: 15, untrained: 20, pixels: 30 }), 'MoCo', 'shape')).toMatch(/it fell .* more than it/)
    expect(verdict(rows({ SimCLR: 30, untrained: 20, pixels: 30 }), 'SimCLR', 'shape')).toMatch(/tell as much: 30\.0 %/)
  })
})
