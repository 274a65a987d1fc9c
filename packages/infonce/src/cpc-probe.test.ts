// `infonce cpc probe` as a user runs it.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messages, TestCommand } from './testing/command.js'
import { LABELS, SMALL, writeVoices } from './testing/small-voices.js'

let infonce: TestCommand

interface Row {
  readonly name: string
  readonly pooling: string
  readonly size: number
  readonly scores: Record<string, { probe: { accuracy: number; total: number }; neighbors?: { accuracy: number } }>
}

const probe = (...args: string[]) => infonce.ask('cpc', 'probe', 'run', '--neighbors', '5', ...args)

beforeAll(async () => {
  infonce = await TestCommand.build()
  writeVoices(infonce.path('voices'), { speakers: 2, words: 3, repetitions: 6 })
  const { code } = await infonce.ask(
    ...['cpc', 'train', '--data', 'voices', '--labels', LABELS, '--without', 'take=0,1', '--out', 'run'],
    ...[...SMALL, '--epochs', '30'],
  )
  expect(code).toBe(0)
}, 60_000)

afterAll(() => infonce.remove())

describe('cpc probe', { timeout: 60_000 }, () => {
  it('evaluates the labels that did not select, by the series that training left out', async () => {
    const { code, stdout } = await probe()
    expect(code).toBe(0)
    const lines = stdout.split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(lines[0]).toBe('24 training series, 12 test series. word: 3 classes, the most frequent 33.3 %.')
    expect(lines[3]).toMatch(/^features +pooling +size +word +5-NN +speaker +5-NN$/)
    // An accuracy without a star keeps its place before the interval.
    const rows = lines.slice(4, 14).map((line) =>
      line
        .trim()
        .replace(/ {2}(?=\d+\.\d–)/g, ' ')
        .split(/ {2,}/),
    )
    expect(rows.map(([name, pooling]) => `${name} ${pooling}`)).toEqual([
      ...['MFCC statistics', 'log-mel statistics'],
      ...['untrained', 'CPC'].flatMap((name) =>
        ['mean-c', 'last-c', 'mean-z', 'statistics-c'].map((pooling) => `${name} ${pooling}`),
      ),
    ])
    expect(rows.map(([, , size]) => Number(size))).toEqual([26, 80, 8, 8, 8, 16, 8, 8, 8, 16])
    // Each column has a best row.
    for (const column of [3, 4, 5, 6]) {
      const shares = rows.map((row) => Number.parseFloat(row[column]!))
      const best = rows.flatMap((row, i) => (row[column]!.includes('*') ? [shares[i]] : []))
      expect(best.length).toBeGreaterThan(0)
      expect(new Set(best)).toEqual(new Set([Math.max(...shares)]))
    }
    expect(rows[0]![3]).toMatch(/^(100|\d+\.\d)\*? \d+\.\d–(100|\d+\.\d)$/)
  })

  it('trains the same network with the labels where that is asked for, and writes it all as JSON', async () => {
    const { code, stdout } = await probe('--label', 'word', '--pooling', 'statistics-z', '--supervised', '--json')
    expect(code).toBe(0)
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({
      ...{ training: 24, test: 12, k: 5, unconverged: 0, seen: 0, skipped: [] },
      labels: { word: { classes: 3, commonest: 1 / 3 } },
    })
    const rows = result.rows as Row[]
    expect(rows.map(({ name, pooling }) => `${name} ${pooling}`)).toEqual([
      ...['MFCC statistics', 'log-mel statistics', 'untrained statistics-z', 'CPC statistics-z', 'supervised mean-c'],
    ])
    for (const { scores } of rows) {
      expect(Object.keys(scores)).toEqual(['word'])
      expect(scores.word!.probe.total).toBe(12)
    }
    // The voices' words are there to be told apart.
    expect(rows[0]!.scores.word!.probe.accuracy).toBeGreaterThan(0.5)
    expect(rows.at(-1)!.scores.word).not.toHaveProperty('neighbors')
  })

  it('takes other test series, and says how many of them the model has seen', async () => {
    const { stdout } = await probe('--test', 'speaker=s2', '--pooling', 'mean-c')
    expect(stdout).toMatch(/^12 training series, 18 test series\. word: /)
    expect(stdout).toMatch(/\nThe model was trained on 12 of the test series too, without their labels\.\n$/)
  })

  it('takes other data, with labels in a table, and leaves bad files out where that is asked for', async () => {
    mkdirSync(infonce.path('other'))
    const names = ['mina', 'tuko'].flatMap((word) => [0, 1, 2, 3].map((take) => `${word}_s1_${take}.wav`))
    for (const name of names) cpSync(infonce.path('voices', name), infonce.path('other', name))
    writeFileSync(infonce.path('other', 'broken.wav'), 'RIFF')
    const table = names.map((name, i) => `${name},${name.slice(0, 4)},${i % 4}\n`).join('')
    writeFileSync(infonce.path('labels.csv'), `file,name,fold\n${table}broken.wav,mina,1\n`)
    const args = ['--data', 'other', '--labels-csv', 'labels.csv', '--test', 'fold=0', '--json']
    expect(messages(await probe(...args))).toMatch(/^error: .*broken\.wav: .*\n$/)
    const { code, stdout, stderr } = await probe(...args, '--skip-bad')
    expect(code).toBe(0)
    expect(messages({ stderr })).toMatch(/^left out: .*broken\.wav: .*\n$/)
    expect(JSON.parse(stdout)).toMatchObject({ training: 6, test: 2, labels: { name: { classes: 2 } } })
    expect(JSON.parse(stdout).skipped).toHaveLength(1)
    expect(JSON.parse(stdout)).not.toHaveProperty('seen')
  })

  it.each([
    [['--neighbors', '25'], 2, /--neighbors: expected at most 24, as there are training series, found 25/],
    [['--neighbors', '0'], 2, /--neighbors: expected a whole number from 1 up, found '0'/],
    [['--label', 'digit'], 2, /--label digit: no series has such a label; labels are word, speaker, take/],
    [['--label', 'take'], 2, /--label take: the test series .*_0\.wav is '0', which no training series is/],
    [['--label', 'word,word'], 2, /--label: 'word,word' names one twice/],
    [
      ['--label', 'speaker', '--only', 'speaker=s1', '--test', 'take=0'],
      2,
      /all training series are 's1': there must be two/,
    ],
    [['--data', 'voices', '--labels', LABELS], 2, /there are no test series: select them with --test label=/],
    [['--data', 'voices', '--test', 'word=mina'], 1, /none of the 36 series has a label 'word': they have no labels/],
    [['--test', 'take=9'], 1, /none of the 36 series has '9' as take/],
    [['--test', 'take'], 2, /--test: expected label=value,value, found 'take'/],
    [['--pooling', 'mean-c,max-c'], 2, /--pooling: expected one of .*, found 'max-c'/],
  ] as const)('refuses %s', async (args, code, message) => {
    const finished = await probe(...args)
    expect(finished).toMatchObject({ code, stdout: '' })
    expect(messages(finished)).toMatch(/^error: .*\n$/)
    expect(messages(finished)).toMatch(message)
  })

  it('needs a finished run', async () => {
    mkdirSync(infonce.path('unfinished'))
    writeFileSync(infonce.path('unfinished', 'run.json'), readFileSync(infonce.path('run', 'run.json')))
    const { code, stderr } = await infonce.ask('cpc', 'probe', 'unfinished')
    expect(code).toBe(1)
    expect(stderr).toContain(
      'is not finished, so it has no model yet: resume it with infonce cpc train --resume unfinished',
    )
  })
})
