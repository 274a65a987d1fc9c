// `infonce cpc train --demo`, smaller than it is, from beginning to end.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verdict } from './commands/cpc/demo.js'
import type { Score } from './probe/result.js'
import { type Finished, TestCommand } from './testing/command.js'

let infonce: TestCommand
let first: Finished

const demo = (...more: string[]): string[] => [
  ...['cpc', 'train', '--demo', '--widths', '4,4,4,4', '--context-width', '4', '--frames', '12', '--steps', '2'],
  ...['--negatives', '8', '--epochs', '1', '--threads', '1', ...more],
]

beforeAll(async () => {
  infonce = await TestCommand.build()
  first = await infonce.ask(...demo())
}, 240_000)

afterAll(() => infonce.remove())

describe('cpc train --demo', { timeout: 180_000 }, () => {
  it('says what the sounds are, and shows what was learned beside what it is to be compared with', () => {
    expect(first.code).toBe(0)
    expect(first.stdout).toMatch(/\n1\. Sounds\n.*\n(.*\n)*.*Nobody was recorded/)
    expect(first.stdout).toContain('2,700 training series, 300 test series. word: 10 classes')
    const rows = [...first.stdout.matchAll(/^ {3}(MFCC|untrained|CPC) +statistics(-c)? +\d+ +(\d+\.\d|100)/gm)]
    expect(new Set(rows.map(([, name]) => name))).toEqual(new Set(['MFCC', 'untrained', 'CPC']))
    expect(Number(rows[0]![3])).toBeGreaterThan(85)
    expect(first.stdout).toMatch(/\n {3}word: by training it (rose|fell) from \d+\.\d % to \d+\.\d %\. MFCC/)
    expect(Math.max(...first.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('recommends commands that are there', async () => {
    const commands = [...first.stdout.matchAll(/^ {3}infonce (.*)$/gm)].map((match) => match[1]!.split(' '))
    expect(commands).toHaveLength(5)
    for (const args of commands) {
      const help = await infonce.ask(...args.filter((word) => /^[a-z]+$/.test(word)).slice(0, 2), '--help')
      expect(help.code).toBe(0)
      for (const flag of args.filter((word) => word.startsWith('--'))) expect(help.stdout).toContain(`  ${flag}`)
    }
    expect(await infonce.ask('inspect', 'infonce-cpc-demo/step.onnx')).toMatchObject({ code: 0 })
  })

  it('replaces an earlier one, and leaves what others put there', async () => {
    writeFileSync(infonce.path('infonce-cpc-demo', 'notes.txt'), 'mine')
    const running = infonce.start(demo('--json'))
    for await (const line of running.lines) if (line.startsWith('{"type":"step"')) break
    running.kill('SIGINT')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toContain('  infonce cpc train --resume infonce-cpc-demo --threads 1\n')
    expect(existsSync(infonce.path('infonce-cpc-demo', 'parameters.safetensors'))).toBe(false)
    expect(readFileSync(infonce.path('infonce-cpc-demo', 'notes.txt'), 'utf8')).toBe('mine')
  })

  it.each([
    [
      ['--data', 'sounds', '--labels', '{word}'],
      /^error: --demo generates its own series: leave out --data, --labels\n$/,
    ],
    [['--resume', 'infonce-cpc-demo'], /^error: --demo generates its own series: leave out --resume\n$/],
    [['--steps', '12'], /^error: --steps: expected fewer than the 12 frames of a window, found '12'\n$/],
  ] as const)('refuses %s', async (args, message) => {
    const { code, stderr } = await infonce.ask(...demo('--out', 'refused', ...args))
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(existsSync(infonce.path('refused'))).toBe(false)
  })

  it('leaves a folder alone in which somebody trained on other series', async () => {
    const path = infonce.path('infonce-cpc-demo', 'run.json')
    const run = JSON.parse(readFileSync(path, 'utf8'))
    run.series.origin = { kind: 'files', path: '/home/somebody/diary' }
    writeFileSync(path, JSON.stringify(run))
    const { code, stderr } = await infonce.ask(...demo())
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: infonce-cpc-demo contains files that are not from a demo: .*\n$/)
    expect(existsSync(infonce.path('infonce-cpc-demo', 'checkpoints'))).toBe(true)
  })
})

describe('verdict', () => {
  const score = (correct: number): Score => ({
    ...{ correct, total: 100, accuracy: correct / 100 },
    interval: { low: 0, high: 1 },
  })
  const rows = (found: Record<string, number>) => ({
    rows: Object.entries(found).map(([name, correct]) => ({
      ...{ name, pooling: 'statistics-c', size: 8, supervised: false },
      scores: { word: { probe: score(correct) } },
    })),
  })

  it('says who wins', () => {
    expect(verdict(rows({ CPC: 88, untrained: 60, MFCC: 92 }), 'word')).toBe(
      'word: by training it rose from 60.0 % to 88.0 %. MFCC, which people designed for speech, tells more than it: 92.0 %.',
    )
    expect(verdict(rows({ CPC: 58, untrained: 60, MFCC: 22 }), 'word')).toMatch(/it fell from .* tells less than it/)
    expect(verdict(rows({ CPC: 92, untrained: 60, MFCC: 92 }), 'word')).toMatch(/tells as much: 92\.0 %/)
  })
})
