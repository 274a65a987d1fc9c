// The commands as a user runs them, on a model that was trained so.
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { describeModel } from '@infonce/onnx'
import { readVectors } from '@infonce/word2vec'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { node, testModel } from '../../runtime/src/testing/test-model.js'
import packageJson from '../package.json' with { type: 'json' }
import { type Finished, TestCommand } from './testing/command.js'
import { smallText } from './testing/small-text.js'

let infonce: TestCommand
let trained: Finished

/** The values on the lines of a text that is JSON lines and nothing else. */
const jsonLines = (text: string): Record<string, unknown>[] => {
  expect(text.endsWith('\n')).toBe(true)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

async function runWell(...args: string[]): Promise<Finished> {
  const finished = await infonce.ask(...args)
  expect(finished).toMatchObject({ code: 0, stderr: '' })
  return finished
}

beforeAll(async () => {
  infonce = await TestCommand.build()
  writeFileSync(infonce.path('text.txt'), smallText(4000))
  trained = await infonce.run(
    ...['word2vec', 'train', '--corpus', 'text.txt', '--out', 'run', '--json'],
    ...['--dim', '12', '--epochs', '8', '--learning-rate', '0.05', '--sample', '0'],
  )
  writeFileSync(infonce.path('pairs.txt'), 'cat dog 9\ncat soup 1\nred blue 8\nsalt red 2\ncat unicorn 5\n')
  writeFileSync(
    infonce.path('analogies.txt'),
    ': animals\ncat dog dog cat\n: gram\nred blue unicorn red\nred green blue paint\n',
  )
}, 60_000)

afterAll(() => infonce.remove())

describe('train', () => {
  it('writes events as lines of JSON on standard output, and nothing else', () => {
    expect(trained.code).toBe(0)
    const events = jsonLines(trained.stdout)
    const types = [...new Set(events.map(({ type }) => type))]
    expect(types).toEqual(['vocabulary', 'begin', 'step', 'checkpoint', 'end', 'exported'])
    expect(events.find(({ type }) => type === 'begin')).toMatchObject({ vocabulary: 24, words: 256_000, steps: 0 })
    expect(events.at(-2)).toMatchObject({ type: 'end', reason: 'finished' })
    expect(events.at(-1)!.files).toContain('run/encoder.onnx')
    const losses = events.flatMap(({ metrics }) =>
      metrics ? [(metrics as Record<string, number>)['metric/meanLoss']!] : [],
    )
    expect(losses.at(-1)!).toBeLessThan(losses[0]!)
  })

  it('lists the files on standard output without --json, and messages on standard error', async () => {
    const { code, stdout, stderr } = await infonce.ask(
      'word2vec',
      'train',
      '--corpus',
      'text.txt',
      '--out',
      'plain',
      '--epochs',
      '1',
    )
    expect(code).toBe(0)
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
      ...['encoder.onnx', 'loss.onnx', 'gradient.onnx', 'step.onnx', 'vocabulary.txt', 'parameters.safetensors'].map(
        (name) => `plain/${name}`,
      ),
      '',
    ])
    expect(stderr).toContain('vocabulary of 24 words')
    expect(stderr).not.toContain('\u001b')
  })

  it('says what it is doing when it takes long, in whole lines where there is no terminal', async () => {
    // Longer than any machine takes, until lines of both kinds of time must have come.
    const running = infonce.start([
      ...['word2vec', 'train', '--corpus', 'text.txt', '--out', 'long', '--epochs', '100000', '--dim', '64', '--json'],
    ])
    const begun = performance.now()
    for await (const _ of running.lines) if (performance.now() - begun > 8000) break
    running.kill('SIGINT')
    const { code, stderr } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toMatch(
      /^training \d+%, [\d.]+[kM]? words\/s, loss \d\.\d{3}, accuracy \d+%, rate [\de.-]+, 0:\d\d passed, (\d+:)+\d\d left$/m,
    )
    for (const character of ['\r', '\u001b']) expect(stderr).not.toContain(character)
  })

  it.each(['nce', 'sampled-softmax', 'infonce', 'softmax'])(
    'trains with --loss %s',
    async (loss) => {
      const more = loss === 'nce' ? ['--log-partition', 'per-context'] : []
      const { code } = await infonce.ask(
        ...[
          'word2vec',
          'train',
          '--corpus',
          'text.txt',
          '--out',
          loss,
          '--loss',
          loss,
          '--epochs',
          '3',
          '--sample',
          '0',
          ...more,
        ],
      )
      expect(code).toBe(0)
      const { stdout } = await runWell('word2vec', 'neighbors', loss, 'cat', '--count', '5', '--json')
      const animals = ['dog', 'mouse', 'horse', 'cow', 'fur', 'tail', 'paw']
      for (const { word } of jsonLines(stdout)[0]!.neighbors as { word: string }[]) expect(animals).toContain(word)
    },
    180_000,
  )
})

describe('neighbors', () => {
  it('shows the nearest words of each word', async () => {
    const { stdout } = await runWell('word2vec', 'neighbors', 'run', 'cat', 'soup', '--count', '3')
    expect(stdout).toMatch(/^cat\n( {2}[a-z]+ +\d\.\d{3}\n){3}\nsoup\n( {2}[a-z]+ +\d\.\d{3}\n){3}$/)
    const { stdout: json } = await runWell('word2vec', 'neighbors', 'run', 'cat', 'soup', '--count', '3', '--json')
    const answers = jsonLines(json)
    expect(answers.map(({ word }) => word)).toEqual(['cat', 'soup'])
    const words = answers.flatMap(({ neighbors }) => (neighbors as { word: string }[]).map(({ word }) => word))
    expect(stdout.match(/^ {2}[a-z]+/gm)!.map((line) => line.trim())).toEqual(words)
  })
})

describe('analogy', () => {
  it('shows what answers, without the words of the question', async () => {
    const { stdout } = await runWell('word2vec', 'analogy', 'run', 'cat', 'dog', 'red', '--count', '23', '--json')
    const [{ a, b, c, answers }] = jsonLines(stdout) as [
      { a: string; b: string; c: string; answers: { word: string }[] },
    ]
    expect([a, b, c]).toEqual(['cat', 'dog', 'red'])
    expect(answers).toHaveLength(21)
    expect(answers.map(({ word }) => word)).not.toContain('cat')
    expect((await runWell('word2vec', 'analogy', 'run', 'cat', 'dog', 'red')).stdout).toMatch(
      /^cat is to dog as red is to\n/,
    )
  })
})

describe('evaluate', () => {
  it('shows both evaluations as tables', async () => {
    const { stdout } = await runWell(
      'word2vec',
      'evaluate',
      'run',
      '--similarity',
      'pairs.txt',
      'pairs.txt',
      '--analogies',
      'analogies.txt',
    )
    expect(stdout).toMatch(
      /^similarity +Spearman +pairs\n(pairs\.txt +[\d.-]+ +4 of 5\n){2}\nanalogies +correct +asked +accuracy\n/,
    )
    expect(stdout).toMatch(
      /\nanimals +\d +1 +[\d.]+ %\ngram +\d +1 +[\d.]+ %\n-+\nsemantic .*\nsyntactic .*\ntotal +\d +2 +[\d.]+ %\n/,
    )
    expect(stdout).toContain('1 of 3 questions have unknown words')
  })

  it('writes the same as JSON', async () => {
    const { stdout } = await runWell(
      'word2vec',
      'evaluate',
      'run',
      '--similarity',
      'pairs.txt',
      '--analogies',
      'analogies.txt',
      '--json',
    )
    const [result] = jsonLines(stdout)
    expect(result).toMatchObject({
      similarity: [{ file: 'pairs.txt', found: 4, total: 5 }],
      analogies: { total: { asked: 2, skipped: 1 } },
    })
    expect((result!.similarity as { rho: number }[])[0]!.rho).toBeGreaterThan(0.5)
  })
})

describe('a tiny vocabulary', () => {
  it('trains with the negatives that it has room for, says so, and goes on so', async () => {
    writeFileSync(infonce.path('tiny.txt'), 'the cat sat on mats\n'.repeat(30))
    const args = ['word2vec', 'train', '--corpus', 'tiny.txt', '--dim', '4', '--epochs', '1']
    const { code, stderr } = await infonce.ask(...args, '--out', 'tiny')
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stderr).toMatch(/^negatives: 4 instead of 5, as the vocabulary has 5 words$/m)
    expect(JSON.parse(readFileSync(infonce.path('tiny', 'run.json'), 'utf8')).configuration.negatives).toBe(4)
    const refused = await infonce.ask(...args, '--negatives', '5', '--out', 'refused')
    expect(refused.stderr).toMatch(/--negatives: expected fewer than the 5 words of the vocabulary, found '5'/)
  }, 60_000)
})

describe('export', () => {
  it.each(['text', 'binary'] as const)('writes %s vectors that read back as those of encoder.onnx', async (format) => {
    const { stdout } = await runWell('word2vec', 'export', 'run', '--format', format, '--out', `vectors.${format}`)
    expect(stdout).toMatch(new RegExp(`^vectors\\.${format} +[\\d.]+ k?B\\n$`))
    const { vectors, words } = await readVectors(infonce.path(`vectors.${format}`), format)
    const bytes = readFileSync(infonce.path('run', 'encoder.onnx'))
    expect(words.size).toBe(24)
    expect(bytes.includes(Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength))).toBe(true)
  })

  it.each([
    ['text', 'packed.txt.gz'],
    ['binary', 'packed.bin.gz'],
  ] as const)('packs %s by gzip where the name says so', async (format, name) => {
    await runWell('word2vec', 'export', 'run', '--format', format, '--out', name)
    expect([...readFileSync(infonce.path(name)).subarray(0, 2)]).toEqual([0x1f, 0x8b])
    expect((await readVectors(infonce.path(name), format)).words.size).toBe(24)
  })

  it('refuses names that say another format', async () => {
    const args = ['word2vec', 'export', 'run', '--format', 'onnx', '--out', 'graphs.txt']
    const { code, stderr } = await infonce.ask(...args)
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^error: --out graphs\.txt: --format onnx writes a folder of several files/),
    })
  })

  it('writes over a file only with --force', async () => {
    writeFileSync(infonce.path('mine.txt'), 'mine')
    const args = ['word2vec', 'export', 'run', '--format', 'text', '--out', 'mine.txt']
    expect(await infonce.ask(...args)).toMatchObject({ code: 1 })
    expect(readFileSync(infonce.path('mine.txt'), 'utf8')).toBe('mine')
    await runWell(...args, '--force')
    expect(readFileSync(infonce.path('mine.txt'), 'utf8')).toMatch(/^24 12\n/)
  })

  it('writes the graphs into a new folder, byte for byte those of the run', async () => {
    const { stdout } = await runWell('word2vec', 'export', 'run', '--format', 'onnx', '--out', 'new/graphs', '--json')
    const [{ files }] = jsonLines(stdout) as [{ files: string[] }]
    expect(files).toHaveLength(6)
    for (const file of files)
      expect(
        readFileSync(infonce.path(file)).equals(readFileSync(infonce.path(file.replace('new/graphs', 'run')))),
      ).toBe(true)
  })
})

describe('export of an encoder', () => {
  const exported = (...args: string[]) => runWell('word2vec', 'export', 'run', '--format', 'onnx', ...args)
  const size = (path: string): number => statSync(infonce.path(path)).size

  it('in float16 says what that changed, as does inspect', async () => {
    const { stdout } = await exported('--out', 'half', '--storage', 'float16')
    expect(stdout).toContain('\n\nThe vectors')
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      / The vectors in encoder\.onnx are in float16: numbers are off by at most 0\.000\d+, 0\.0\d+ % of a weight's largest number; the cosine similarity of two words changes by at most 0\.00\d+\. $/,
    )
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    const [{ storage }] = jsonLines(
      (await exported('--out', 'half', '--storage', 'float16', '--force', '--json')).stdout,
    ) as [{ storage: Record<string, number> }]
    expect(storage).toMatchObject({ dtype: 'float16' })
    expect(storage.relativeError).toBeLessThan(2 ** -11)
    expect(size('run/encoder.onnx') - size('half/encoder.onnx')).toBeGreaterThan(0)

    const shown = (await runWell('inspect', 'half/encoder.onnx')).stdout
    expect(shown.replaceAll(/\s+/g, ' ')).toMatch(
      / storage float16, off by at most [\d.e-]+, [\d.]+ % of a weight's largest number graph /,
    )
    expect(shown).toMatch(/parameter\/anchor\.weight +float16 +\[24, 12\]/)
    expect(shown).toMatch(/\n +largestCosineChange +0\.00\d+\n/)
    expect(shown).not.toContain('{')
    const [json] = jsonLines((await runWell('inspect', 'half/encoder.onnx', '--json')).stdout)
    expect(json).toMatchObject({ data: [], storage: { largestError: storage.largestError } })
  })

  it('with its vectors beside it lists the data file, and inspect looks for it', async () => {
    const args = ['--out', 'beside', '--external-data', 'always']
    const [{ files }] = jsonLines((await exported(...args, '--json')).stdout) as [{ files: string[] }]
    expect(files).toHaveLength(7)
    const name = files[1]!.slice('beside/'.length)
    expect(name).toMatch(/^encoder\.onnx\.[0-9a-f]{16}\.data$/)
    expect((await exported(...args, '--force')).stdout).toContain(name)

    const inspect = async (): Promise<string> => (await runWell('inspect', 'beside/encoder.onnx')).stdout
    const [json] = jsonLines((await runWell('inspect', 'beside/encoder.onnx', '--json')).stdout)
    expect(json).toMatchObject({ data: [{ file: name, needed: 24 * 12 * 4, size: 24 * 12 * 4 }] })
    expect(await inspect()).toMatch(new RegExp(`\\ndata +${name}, 1\\.15 kB\\n`))
    truncateSync(infonce.path(files[1]!), 1000)
    expect(await inspect()).toMatch(new RegExp(`\\ndata +${name} has 1,000 of\\s+1,152\\s+bytes:\\s`))
    rmSync(infonce.path(files[1]!))
    expect(await inspect()).toMatch(new RegExp(`\\ndata +${name} is missing:\\s`))
    const [gone] = jsonLines((await runWell('inspect', 'beside/encoder.onnx', '--json')).stdout)
    expect(gone).toMatchObject({ data: [{ file: name, size: null }] })

    await exported('--out', 'beside', '--external-data', 'never', '--force')
    expect(await inspect()).not.toMatch(/\ndata /)
    expect(
      readFileSync(infonce.path('beside/encoder.onnx')).equals(readFileSync(infonce.path('run/encoder.onnx'))),
    ).toBe(true)
  })
})

describe('inspect', () => {
  it.each(['encoder', 'loss', 'gradient', 'step'])('shows what is in %s.onnx', async (name) => {
    const file = `run/${name}.onnx`
    const { stdout } = await runWell('inspect', file)
    const { inputs, outputs } = describeModel(readFileSync(infonce.path(file)))
    for (const { name: value, dtype, shape } of [...inputs, ...outputs])
      expect(
        stdout.split('\n').some((line) =>
          line
            .trim()
            .replaceAll(/ +/g, ' ')
            .startsWith(`${value} ${dtype} [${shape!.join(', ')}]`),
        ),
      ).toBe(true)
    expect(stdout).toMatch(/^loss +negative-sampling$/m)
    expect(stdout).toMatch(/configuration\.dim +12$/m)
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    const [json] = jsonLines((await runWell('inspect', file, '--json')).stdout)
    expect(json).toMatchObject({ file, inputs: JSON.parse(JSON.stringify(inputs)) })
  })

  it('shows models of others, with what they leave unsaid', async () => {
    const model = testModel({
      inputs: { pixels: ['float16', 'N', 3, ''] },
      outputs: { 'batch/own meaning': ['float16', 'N'] },
      nodes: [node('Relu', ['pixels'], ['x']), node('Relu', ['x'], ['batch/own meaning'])],
    })
    writeFileSync(infonce.path('theirs.onnx'), model)
    const { stdout } = await runWell('inspect', 'theirs.onnx')
    expect(stdout).toMatch(/\nInputs\n +pixels +float16 +\[N, 3, \?\]\n/)
    expect(stdout).toMatch(/\nOutputs\n +batch\/own meaning +float16 +\[N\]\n\nOperators\n {2}Relu 2\n$/)
    expect(stdout).not.toMatch(/loss|Metadata|undefined/)
  })

  it('tells a value of unknown rank from a scalar', async () => {
    const model = testModel({
      inputs: { any: 'float32', one: ['float32'] },
      outputs: {},
      nodes: [node('Relu', ['any'], ['y'])],
    })
    writeFileSync(infonce.path('unranked.onnx'), model)
    const { stdout } = await runWell('inspect', 'unranked.onnx')
    expect(stdout).toMatch(/\n +any +float32 +\?\n +one +float32 +\[\] +1\n/)
  })

  it('groups inputs by what they are', async () => {
    const { stdout } = await runWell('inspect', 'run/step.onnx')
    expect(stdout).toMatch(
      /Inputs\n {2}parameter: 2 tensors, 576 numbers\n( {4}parameter\/.*\n)+ {2}batch: \d tensors\n( {4}batch\/.*\n)+/,
    )
  })
})

describe('help', () => {
  const commands = [
    [],
    ['word2vec'],
    ['demo'],
    ['inspect'],
    ...['train', 'neighbors', 'analogy', 'evaluate', 'export'].map((name) => ['word2vec', name]),
  ]
  it.each(commands)('of %s %s fits 80 columns, has examples and ends well', async (...command) => {
    const words = command.filter((word) => word !== undefined)
    const { stdout } = await runWell(...words, '--help')
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    if (words.join() !== 'word2vec') expect(stdout).toMatch(/\nExamples:\n {2}\$ infonce /)
  })

  it('says what exit codes mean', async () => {
    expect((await runWell('--help')).stdout).toMatch(/Exit codes:\n +0 +success\n +1 +failure/)
  })

  it('that nobody asked for is wrong usage', async () => {
    for (const args of [[], ['word2vec']]) {
      const { code, stdout, stderr } = await infonce.ask(...args)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(/^Usage: infonce/)
    }
  })

  it('has the version', async () => {
    expect((await runWell('--version')).stdout).toBe(`${packageJson.version}\n`)
  })
})
