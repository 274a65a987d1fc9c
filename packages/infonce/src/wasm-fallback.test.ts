// The commands where onnxruntime-node is not installed, as npm leaves it where its install script fails.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messages, TestCommand } from './testing/command.js'
import { SMALL_SIMCLR, writeDrawings } from './testing/small-drawings.js'
import { smallText } from './testing/small-text.js'
import { LABELS, SMALL, writeVoices } from './testing/small-voices.js'

let infonce: TestCommand

beforeAll(async () => {
  infonce = await TestCommand.build('onnxruntime-node')
  writeFileSync(infonce.path('text.txt'), smallText(1000))
  writeFileSync(infonce.path('analogies.txt'), ': topics\ncat dog dog cat\nred blue blue red\n')
  writeVoices(infonce.path('voices'), { speakers: 2, words: 3, repetitions: 4 })
  await writeDrawings(infonce.path('images'), { images: 20 })
}, 120_000)

afterAll(() => infonce.remove())

/** Each once, with the reason and the remedy. */
const FALLBACK =
  /^running on wasm, .* times as long as cpu: provider 'cpu' needs the package onnxruntime-node, .*: .*npm install.*$/gm

/** Runs a command that opens a session. Returns what it printed. */
async function runsOnWasm(...args: string[]): Promise<string> {
  const finished = await infonce.run(...args)
  expect({ args, ...finished }).toMatchObject({ args, code: 0 })
  expect(messages(finished).match(FALLBACK)).toHaveLength(1)
  return finished.stdout
}

const training = (...args: string[]): string[] => [
  ...['word2vec', 'train', '--corpus', 'text.txt', '--dim', '12', '--learning-rate', '0.05', '--sample', '0', ...args],
]

describe('without onnxruntime-node', { timeout: 240_000 }, () => {
  it('providers tells what can be used, and how to have the others', async () => {
    const { code, stdout } = await infonce.run('providers')
    expect(code).toBe(0)
    expect(stdout.match(/^(\w+: usable|--provider auto selects .*)$/gm)).toEqual([
      'wasm: usable',
      '--provider auto selects wasm',
    ])
  })

  it('word2vec trains in a worker, answers, evaluates and exports', async () => {
    await runsOnWasm(...training('--out', 'words', '--epochs', '8', '--threads', '2'))
    const { code, stdout, stderr } = await infonce.run('word2vec', 'neighbors', 'words', 'cat')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/\bdog\b/)
    const asked = ['word2vec', 'evaluate', 'words', '--analogies', 'analogies.txt']
    expect(await runsOnWasm(...asked)).toMatch(/total/)
    const exporting = ['word2vec', 'export', 'words', '--format', 'onnx', '--out', 'small', '--storage', 'float16']
    expect((await infonce.run(...exporting)).code).toBe(0)
  })

  it('cpc trains in a worker, embeds, probes and exports', async () => {
    const data = ['--data', 'voices', '--labels', LABELS, '--without', 'take=0']
    await runsOnWasm('cpc', 'train', ...data, '--out', 'sounds', ...SMALL, '--epochs', '4')
    await runsOnWasm('cpc', 'embed', 'sounds', '--out', 'sounds.npy')
    const one = ['--data', `voices/${await firstVoice()}`]
    await runsOnWasm('cpc', 'embed', 'sounds', ...one, '--frames', 'c', '--out', 'frames.npy')
    const probing = ['cpc', 'probe', 'sounds', '--label', 'word', '--supervised', '--neighbors', '3']
    expect(await runsOnWasm(...probing)).toMatch(/^supervised /m)
    expect((await infonce.run('cpc', 'export', 'sounds', '--out', 'small-sounds')).code).toBe(0)
  })

  it('simclr trains in a worker, embeds, probes, reports, shows pairs and exports', async () => {
    await runsOnWasm('simclr', 'train', 'images', '--out', 'seen', ...SMALL_SIMCLR, '--epochs', '2')
    await runsOnWasm('simclr', 'embed', 'seen', '--out', 'seen.npy')
    const probing = ['simclr', 'probe', 'seen', '--test', 'images', '--supervised', '--neighbors', '3']
    expect(await runsOnWasm(...probing)).toMatch(/^supervised /m)
    await runsOnWasm('simclr', 'report', 'seen', '--test', 'images', '--out', 'report.html')
    await runsOnWasm('simclr', 'pairs', 'images', '--out', 'pairs.png')
    expect((await infonce.run('simclr', 'export', 'seen', '--out', 'small-seen')).code).toBe(0)
  })

  it('a provider that is asked for is not replaced, and auto says why it takes wasm', async () => {
    const refused = await infonce.run(...training('--out', 'refused', '--provider', 'cpu'))
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toMatch(/^error: provider 'cpu' needs the package onnxruntime-node, .*npm install.*\n$/)
    expect(existsSync(infonce.path('refused'))).toBe(false)
    const { code, stderr } = await infonce.run(...training('--out', 'auto', '--provider', 'auto', '--epochs', '1'))
    expect({ code, fallback: stderr.match(FALLBACK) }).toEqual({ code: 0, fallback: null })
    expect(stderr).toMatch(/^not on cpu: .*npm install onnxruntime-node.*\ntraining on wasm$/m)
  })
})

/** The name of one of the files. */
async function firstVoice(): Promise<string> {
  const { stdout } = await infonce.run('cpc', 'embed', 'sounds', '--out', 'names.csv', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ rows: 24 })
  return readFileSync(infonce.path('names.csv'), 'utf8').split('\n')[1]!.split(',')[0]!
}
