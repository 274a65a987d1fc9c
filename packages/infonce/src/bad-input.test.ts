// Every bad input that a user can give: one line that says what and where, and nothing written.
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { hostTensor, writeCheckpoint } from '@infonce/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestCommand } from './testing/command.js'
import { smallText } from './testing/small-text.js'

let infonce: TestCommand

/** Paths below the folder, files with sizes and times: what must not change. */
const snapshot = (): string[] =>
  (readdirSync(infonce.folder, { recursive: true }) as string[]).sort().map((name) => {
    const stat = statSync(infonce.path(name))
    return stat.isDirectory() ? name : `${name} ${stat.size} ${stat.mtimeMs}`
  })

async function expectError(args: readonly string[], code: number, message: RegExp): Promise<void> {
  const before = snapshot()
  const finished = await infonce.ask(...args)
  // On a busy machine counting takes long enough to be told of.
  expect(finished.stderr).toMatch(/^(counting words [^\n]+\n)?error: [^\n]+\n$/)
  expect(finished.stderr).toMatch(message)
  expect(finished).toMatchObject({ code, stdout: '' })
  expect(snapshot()).toEqual(before)
}

const train = (...args: string[]): string[] => ['word2vec', 'train', ...args]

beforeAll(async () => {
  infonce = await TestCommand.build()
  const text = smallText(1000)
  writeFileSync(infonce.path('text.txt'), text)
  writeFileSync(infonce.path('empty.txt'), '')
  writeFileSync(infonce.path('blank.txt'), ' \n\n \n')
  writeFileSync(infonce.path('one.txt'), 'one one one one one one one\n')
  writeFileSync(infonce.path('rare.txt'), 'one two three\n')
  writeFileSync(infonce.path('invalid.txt'), Buffer.concat([Buffer.from('fine\nnot '), Buffer.of(0xff, 0xfe)]))
  writeFileSync(infonce.path('truncated.gz'), gzipSync(text).subarray(0, 500))
  writeFileSync(infonce.path('corrupt.gz'), Buffer.concat([gzipSync(text).subarray(0, 300), Buffer.alloc(900, 7)]))
  mkdirSync(infonce.path('folder'))
  for (const [folder, ...more] of [['done'], ['unfinished'], ['corrupt'], ['foreign'], ['other']] as const) {
    const args = train(
      '--corpus',
      'text.txt',
      '--out',
      folder,
      '--dim',
      '8',
      '--epochs',
      folder === 'done' ? '1' : '99',
      ...more,
    )
    if (folder === 'done') expect(await infonce.ask(...args)).toMatchObject({ code: 0 })
    else {
      const running = infonce.start([...args, '--json'])
      for await (const line of running.lines) if (line.startsWith('{"type":"step"')) running.kill('SIGINT')
      expect(await running.finished).toMatchObject({ code: 130 })
    }
  }
  const [checkpoint] = readdirSync(infonce.path('corrupt', 'checkpoints'))
  const parameters = infonce.path('corrupt', 'checkpoints', checkpoint!, 'parameters.safetensors')
  const bytes = readFileSync(parameters)
  bytes[bytes.length - 1]! ^= 1
  writeFileSync(parameters, bytes)
  await writeCheckpoint(infonce.path('foreign', 'checkpoints'), {
    package: '@infonce/cpc',
    step: 1,
    seed: 1,
    config: {},
    progress: {},
    parameters: { 'parameter/a': hostTensor('float32', [1], Float32Array.of(1)) },
  })
  const run = infonce.path('other', 'run.json')
  writeFileSync(run, readFileSync(run, 'utf8').replace('@infonce/word2vec', '@infonce/cpc'))
}, 60_000)

afterAll(() => infonce.remove())

describe('a corpus', () => {
  const rejected: [string, RegExp][] = [
    ['missing.txt', /missing\.txt: no such file/],
    ['folder', /folder: it is a folder, expected a file/],
    ['empty.txt', /empty\.txt: holds no words/],
    ['blank.txt', /blank\.txt: holds no words/],
    ['one.txt', /one\.txt: only 'one' occurs 5 times or more, and training needs two words/],
    ['rare.txt', /rare\.txt: no word occurs 5 times or more.*lower the minimum count/],
    ['invalid.txt', /invalid\.txt, line 2, byte 9: invalid UTF-8 \(0xff\)/],
    ['truncated.gz', /truncated\.gz: the gzip data end too early/],
    ['corrupt.gz', /corrupt\.gz: the gzip data are corrupt/],
  ]
  it.each(rejected)('%s is refused', (file, message) =>
    expectError(train('--corpus', file, '--out', 'new'), 1, message),
  )

  it.skipIf(process.getuid?.() === 0)('that may not be read is refused', async () => {
    writeFileSync(infonce.path('secret.txt'), 'secret')
    chmodSync(infonce.path('secret.txt'), 0)
    await expectError(train('--corpus', 'secret.txt', '--out', 'new'), 1, /secret\.txt: permission denied/)
  })
})

describe('a setting', () => {
  const rejected: [string, string, RegExp][] = [
    ['--dim', '0', /--dim: expected a whole number from 1 to 65536, found '0'/],
    ['--dim', '2.5', /--dim: .*found '2\.5'/],
    ['--dim', 'abc', /--dim: .*found 'abc'/],
    ['--dim', '', /--dim: .*found ''/],
    ['--window', '0', /--window: expected a whole number from 1 to 1000, found '0'/],
    ['--negatives', '0', /--negatives: expected a whole number from 1/],
    ['--negatives', '24', /--negatives: expected fewer than the 24 words of the vocabulary, found '24'/],
    ['--sample', '-1', /--sample: expected a number from 0 up, found '-1'/],
    ['--min-count', '0', /--min-count: expected/],
    ['--epochs', '1e99', /--epochs: expected/],
    ['--seed', '-1', /--seed: expected/],
    ['--learning-rate', 'NaN', /--learning-rate: expected a number above 0, up to 1000, found 'NaN'/],
    ['--learning-rate', '0', /--learning-rate: expected/],
    ['--learning-rate', 'Infinity', /--learning-rate: expected/],
    ['--noise-power', '-0.5', /--noise-power: expected/],
    ['--loss', 'hinge', /--loss: expected one of nce, .*found 'hinge'/],
    ['--threads', '0', /--threads: expected a whole number from 1 to 1024, found '0'/],
    ['--checkpoint-seconds', '0', /--checkpoint-seconds: expected a number above 0/],
    ['--log-partition', 'shared', /--log-partition does nothing with --loss negative-sampling/],
  ]
  it.each(rejected)('%s %j is refused', (option, value, message) =>
    expectError(train('--corpus', 'text.txt', '--out', 'new', option, value), 2, message),
  )

  it('that the loss has no use for is refused', () =>
    expectError(
      train('--corpus', 'text.txt', '--out', 'new', '--loss', 'softmax', '--negatives', '5'),
      2,
      /--negatives does nothing with --loss softmax/,
    ))
})

describe('a command line', () => {
  const rejected: [string[], RegExp][] = [
    [['word2vec', 'train', '--epoch', '3'], /unknown option '--epoch' \(Did you mean --epochs\?\)/],
    [['word2vec', 'trian'], /unknown command 'trian' \(Did you mean train\?\)/],
    [['nonsense'], /unknown command 'nonsense': see --help/],
    [train(), /--corpus is missing/],
    [train('--corpus', 'text.txt'), /--out is missing/],
    [train('--resume', 'unfinished', '--dim', '5', '--out', 'new'), /leave out --out, --dim/],
    [['word2vec', 'neighbors', 'done'], /missing required argument 'word'/],
    [['word2vec', 'neighbors', 'done', 'cat', '--count', '0'], /--count: expected a whole number from 1 up, found '0'/],
    [['word2vec', 'evaluate', 'done'], /nothing to evaluate: give/],
    [
      ['word2vec', 'evaluate', 'done', '--analogies', 'x', '--restrict-vocabulary', '-3'],
      /--restrict-vocabulary: expected/,
    ],
    [['word2vec', 'export', 'done', '--out', 'x'], /--format is missing/],
    [
      ['word2vec', 'export', 'done', '--format', 'pickle', '--out', 'x'],
      /--format: expected one of text, binary, onnx/,
    ],
    [['word2vec', 'export', 'done', '--format', 'text'], /--out is missing/],
    [
      ['word2vec', 'export', 'done', '--format', 'onnx', '--out', 'x', '--storage', 'float8'],
      /--storage: expected one of float32, float16, found 'float8'/,
    ],
    [
      ['word2vec', 'export', 'done', '--format', 'onnx', '--out', 'x', '--external-data', 'yes'],
      /--external-data: expected one of auto, always, never, found 'yes'/,
    ],
    [
      ['word2vec', 'export', 'done', '--format', 'text', '--out', 'x', '--storage', 'float16'],
      /--storage does nothing with --format text: leave it out/,
    ],
    [
      ['word2vec', 'export', 'done', '--format', 'binary', '--out', 'x', '--external-data', 'auto'],
      /--external-data does nothing with --format binary/,
    ],
    [['inspect'], /missing required argument 'file'/],
  ]
  it.each(rejected)('%j is refused', (args, message) => expectError(args, 2, message))
})

describe('a folder', () => {
  const rejected: [string, string[], RegExp][] = [
    [
      'of a finished run, to train in',
      train('--corpus', 'text.txt', '--out', 'done'),
      /done already holds a run: give another folder/,
    ],
    [
      'of an unfinished run, to train in',
      train('--corpus', 'text.txt', '--out', 'unfinished'),
      /unfinished already holds a run that is not finished: resume it with infonce word2vec train --resume unfinished/,
    ],
    [
      'that is a file, to train in',
      train('--corpus', 'text.txt', '--out', 'one.txt'),
      /one\.txt is a file, expected a folder/,
    ],
    [
      'below a file, to train in',
      train('--corpus', 'text.txt', '--out', 'one.txt/x'),
      /a part of the path is a file, expected a folder/,
    ],
    ['of nothing, to resume', train('--resume', 'folder'), /folder holds no run/],
    ['that is missing, to resume', train('--resume', 'missing'), /missing holds no run/],
    ['with a corrupt checkpoint, to resume', train('--resume', 'corrupt'), /parameters\.safetensors.*SHA-256/],
    ['with a foreign checkpoint, to resume', train('--resume', 'foreign'), /@infonce\/cpc/],
    ['of a run of another package, to resume', train('--resume', 'other'), /run\.json is not of a word2vec run/],
    ['to resume with another corpus', train('--resume', 'unfinished', '--corpus', 'one.txt'), /one\.txt has 28 bytes/],
    [
      'of an unfinished run, to ask',
      ['word2vec', 'neighbors', 'unfinished', 'cat'],
      /is not finished.*--resume unfinished/,
    ],
    ['that is missing, to ask', ['word2vec', 'neighbors', 'missing', 'cat'], /missing: no such folder/],
    ['that is a file, to ask', ['word2vec', 'analogy', 'one.txt', 'a', 'b', 'c'], /one\.txt is a file/],
    [
      'of nothing, to evaluate',
      ['word2vec', 'evaluate', 'folder', '--similarity', 'text.txt'],
      /text\.txt, line 2: expected two words and a number/,
    ],
    ['of another run, for the demo', ['demo', '--out', 'done'], /done contains files that are not from a demo/],
    ['that is a file, for the demo', ['demo', '--out', 'one.txt'], /one\.txt is a file/],
    [
      'of a model, to export to',
      ['word2vec', 'export', 'done', '--format', 'onnx', '--out', 'done'],
      /encoder\.onnx already exists/,
    ],
    [
      'for one file, to export to',
      ['word2vec', 'export', 'done', '--format', 'text', '--out', 'folder'],
      /folder is a folder/,
    ],
  ]
  it.each(rejected)('%s is refused', (_, args, message) => expectError(args, 1, message))
})

describe('a question', () => {
  it('about unknown words says near ones', async () => {
    await expectError(
      ['word2vec', 'neighbors', 'done', 'cat', 'chese'],
      1,
      /'chese' is not in the vocabulary: did you mean cheese\?/,
    )
    await expectError(
      ['word2vec', 'analogy', 'done', 'cat', 'dog', 'xylophone'],
      1,
      /'xylophone' is not in the vocabulary/,
    )
  })
})

describe('a file', () => {
  const rejected: [string[], RegExp][] = [
    [['inspect', 'missing.onnx'], /missing\.onnx: no such file/],
    [['inspect', 'folder'], /folder: it is a folder/],
    [['inspect', 'empty.txt'], /empty\.txt: this is not an ONNX model/],
    [['inspect', 'text.txt'], /text\.txt: this is not an ONNX model/],
    [['inspect', 'done/parameters.safetensors'], /parameters\.safetensors: this is not an ONNX model/],
    [['word2vec', 'evaluate', 'done', '--analogies', 'missing'], /missing: no such file/],
    [['word2vec', 'evaluate', 'done', '--analogies', 'text.txt'], /text\.txt, line 1: expected four words/],
    [['word2vec', 'evaluate', 'done', '--similarity', 'empty.txt'], /empty\.txt: holds no pairs/],
    [['word2vec', 'export', 'done', '--format', 'text', '--out', 'text.txt'], /text\.txt already exists.*--force/],
  ]
  it.each(rejected)('in %j is refused', (args, message) => expectError(args, 1, message))
})

describe('--debug', () => {
  it('adds the stack trace, as INFONCE_DEBUG does', async () => {
    const plain = await infonce.ask('inspect', 'missing.onnx')
    expect(plain.stderr).not.toMatch(/\n\s+at /)
    const asked = [
      infonce.ask('inspect', 'missing.onnx', '--debug'),
      infonce.start(['inspect', 'missing.onnx'], { INFONCE_DEBUG: '1' }).finished,
    ]
    for (const { stderr, code } of await Promise.all(asked)) {
      expect(stderr.startsWith(plain.stderr)).toBe(true)
      expect(stderr).toMatch(/FileError: .*\n\s+at /)
      expect(code).toBe(1)
    }
  })
})
