// The commands about a model of CPC as a user runs them, on one that was trained so.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { cpc, parseNpy, parseWav, SeriesEncoder } from '@infonce/cpc'
import { describeModel } from '@infonce/onnx'
import { loadModel } from '@infonce/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Finished, messages, TestCommand } from './testing/command.js'
import { LABELS, SMALL, writeVoices } from './testing/small-voices.js'

let infonce: TestCommand

async function runWell(...args: string[]): Promise<Finished> {
  const finished = await infonce.ask(...args)
  expect({ code: finished.code, messages: messages(finished) }).toEqual({ code: 0, messages: '' })
  return finished
}

async function refused(...args: string[]): Promise<string> {
  const finished = await infonce.ask(...args)
  expect(finished.stdout).toBe('')
  expect([1, 2]).toContain(finished.code)
  expect(messages(finished)).toMatch(/^error: .*\n$/)
  return messages(finished)
}

beforeAll(async () => {
  infonce = await TestCommand.build()
  writeVoices(infonce.path('voices'), { speakers: 2, words: 3, repetitions: 4 })
  const { code } = await infonce.ask(
    ...['cpc', 'train', '--data', 'voices', '--labels', LABELS, '--without', 'take=0', '--out', 'run'],
    ...[...SMALL, '--epochs', '40'],
  )
  expect(code).toBe(0)
}, 60_000)

afterAll(() => infonce.remove())

const rows = (path: string): string[][] =>
  readFileSync(infonce.path(path), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','))

describe('cpc embed', { timeout: 60_000 }, () => {
  it('writes a row for each series of the run, those too that it left out, and says which is whose', async () => {
    const { stdout } = await runWell('cpc', 'embed', 'run', '--out', 'all.npy')
    expect(stdout).toMatch(/^all\.npy +\d+ B\nall\.rows\.csv +\d+ B\n24 rows of 8 numbers: mean-c\n$/)
    const { length, channels, samples } = parseNpy(readFileSync(infonce.path('all.npy')))
    expect({ length, channels }).toEqual({ length: 24, channels: 8 })
    const named = rows('all.rows.csv')
    expect(named[0]).toEqual(['file', 'word', 'speaker', 'take'])
    expect(named).toHaveLength(25)

    await runWell(
      'cpc',
      'embed',
      'run',
      '--out',
      'last.csv',
      '--pooling',
      'mean-c',
      '--only',
      'take=0,3',
      '--without',
      'speaker=s2',
    )
    const [head, ...lines] = rows('last.csv')
    expect(head).toEqual(['file', 'word', 'speaker', 'take', ...Array.from({ length: 8 }, (_, i) => `mean-c.${i}`)])
    expect(lines).toHaveLength(6)
    for (const [file, word, , take, ...numbers] of lines) {
      expect(file).toBe(`${word}_s1_${take}.wav`)
      const row = named.findIndex(([name]) => name === file) - 1
      expect(numbers.map((text) => Math.fround(Number(text)))).toEqual(
        Array.from({ length: 8 }, (_, i) => samples[i * 24 + row]),
      )
    }
  })

  it('writes the frames of one file, as the encoder gives them', async () => {
    const file = join('voices', rows('all.rows.csv')[1]![0]!)
    const { stdout } = await runWell('cpc', 'embed', 'run', '--data', file, '--frames', 'z', '--out', 'z.npy', '--json')
    const { rows: count } = JSON.parse(stdout)
    const encoder = await SeriesEncoder.open(await loadModel(cpc, infonce.path('run')))
    const { samples } = parseWav(readFileSync(infonce.path(file)))
    const expected = await encoder.encode(samples)
    await encoder.close()
    expect(count).toBe(expected.count)
    const found = parseNpy(readFileSync(infonce.path('z.npy')))
    for (let t = 0; t < count; t++)
      for (let i = 0; i < 8; i++) expect(found.samples[i * count + t]).toBeCloseTo(expected.z[t * 8 + i]!, 5)
  })

  it.each([
    [['run', '--out', 'all.npy'], /already exists: give another path, or --force/],
    [['run', '--out', 'new.txt'], /^error: --out: expected a name that ends in \.npy or \.csv, found 'new\.txt'\n$/],
    [['run'], /--out is missing/],
    [['run', '--out', 'new.npy', '--pooling', 'mean'], /--pooling: expected one of mean-c, .*found 'mean'/],
    [['run', '--out', 'new.npy', '--frames', 'c'], /writes the frames of one series, found 24: give one file/],
    [['run', '--out', 'new.npy', '--frames', 'c', '--pooling', 'mean-c'], /--pooling does nothing with --frames/],
    [['run', '--out', 'new.npy', '--kind', 'wav'], /^error: --kind: has an effect only with --data/],
    [['run', '--out', 'new.npy', '--only', 'take:0'], /--only: expected label=value,value, found 'take:0'/],
    [
      ['run', '--out', 'new.npy', '--only', 'tke=0'],
      /none of the 24 series has a label 'tke': they have word, speaker, take/,
    ],
    [
      ['voices', '--out', 'new.npy'],
      /voices holds no model \(no parameters\.safetensors\): give the folder that infonce cpc train/,
    ],
    [
      ['run', '--out', 'new.npy', '--data', 'voices', '--rate', '16000'],
      /series of 16000 Hz, and the model was trained on series of 8000 Hz: give --rate 8000/,
    ],
  ] as const)('refuses %s', async (args, message) => {
    expect(await refused('cpc', 'embed', ...args)).toMatch(message)
  })
})

describe('cpc export', { timeout: 60_000 }, () => {
  it('writes the graphs byte for byte, and refuses to write over them unasked', async () => {
    const { stdout } = await runWell('cpc', 'export', 'run', '--out', 'new/graphs', '--json')
    const { files } = JSON.parse(stdout) as { files: string[] }
    expect(files).toHaveLength(6)
    for (const file of files)
      expect(
        readFileSync(infonce.path(file)).equals(readFileSync(infonce.path(file.replace(join('new', 'graphs'), 'run')))),
      ).toBe(true)
    expect(await refused('cpc', 'export', 'run', '--out', 'new/graphs')).toMatch(
      /encoder\.onnx already exists: .*--force/,
    )
    expect(await refused('cpc', 'export', 'run')).toMatch(/--out is missing/)
    expect(await refused('cpc', 'embed', 'new/graphs', '--out', 'new.npy')).toMatch(
      /does not record which series .*--data/,
    )
  })

  it('in float16 says what that changed, and with data beside writes them', async () => {
    const { stdout } = await runWell('cpc', 'export', 'run', '--out', 'half', '--storage', 'float16')
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      / The weights in encoder\.onnx and stream\.onnx are in float16: numbers are off by at most 0\.0\d+, 0\.0\d+ % of a weight's largest number\. $/,
    )
    const { weights } = describeModel(readFileSync(infonce.path('half', 'encoder.onnx')))
    expect(weights.filter(({ dtype }) => dtype === 'float16').length).toBeGreaterThan(3)
    const beside = await runWell('cpc', 'export', 'run', '--out', 'beside', '--external-data', 'always')
    expect(beside.stdout).toMatch(/^beside.encoder\.onnx\.[0-9a-f]{16}\.data /m)
    expect(statSync(infonce.path('beside', 'encoder.onnx')).size).toBeLessThan(
      statSync(infonce.path('run', 'encoder.onnx')).size,
    )
  })
})

describe('help', () => {
  it.each([[], ...['train', 'embed', 'probe', 'export'].map((name) => [name])])(
    'of cpc %s fits 80 columns and has examples',
    async (...command) => {
      const words = command.filter((word) => word !== undefined)
      const { stdout } = await runWell('cpc', ...words, '--help')
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
      if (words.length > 0) expect(stdout).toMatch(/\nExamples:\n {2}\$ infonce cpc /)
    },
  )
})
