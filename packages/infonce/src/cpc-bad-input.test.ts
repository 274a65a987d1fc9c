// Series that `infonce cpc train` cannot use: each is told in one line, and with --skip-bad the rest goes on.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { encodeWav } from '@infonce/cpc'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventsOf, messages, TestCommand } from './testing/command.js'
import { LABELS, SMALL, writeVoices } from './testing/small-voices.js'

let infonce: TestCommand
let good: string[]

const train = (data: string, ...more: string[]) =>
  infonce.ask('cpc', 'train', '--data', data, '--out', 'run', ...SMALL, '--epochs', '2', ...more)

/** A file of 32-bit float: 16-bit PCM with another header and samples. */
function floatWav(samples: Float32Array, rate: number): Uint8Array {
  const bytes = encodeWav(new Float32Array(2 * samples.length), rate)
  const view = new DataView(bytes.buffer)
  view.setUint16(20, 3, true)
  view.setUint32(28, 4 * rate, true)
  view.setUint16(32, 4, true)
  view.setUint16(34, 32, true)
  for (const [i, sample] of samples.entries()) view.setFloat32(44 + 4 * i, sample, true)
  return bytes
}

const tone = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => 0.5 * Math.sin(i / 5))

/** Files that cannot be used, by their names, and what is said of them. */
const bad: Readonly<Record<string, { bytes: () => Uint8Array; says: RegExp }>> = {
  'text_s1_0.wav': { bytes: () => Buffer.from('no sound at all'), says: /is not a WAV file/ },
  'cut_s1_0.wav': {
    bytes: () => encodeWav(tone(3000), 8000).subarray(0, 3000),
    says: /holds \d+ of 6000 bytes .* truncated/,
  },
  'empty_s1_0.wav': { bytes: () => new Uint8Array(0), says: /is empty, not a WAV file/ },
  'silent_s1_0.wav': { bytes: () => encodeWav(new Float32Array(0), 8000), says: /no samples/ },
  'short_s1_0.wav': { bytes: () => encodeWav(tone(200), 8000), says: /has 200 samples, fewer than the \d+ of a frame/ },
  'nan_s1_0.wav': { bytes: () => floatWav(tone(4000).fill(Number.NaN, 70, 71), 8000), says: /sample 70\b.* NaN/ },
  'unlabeled.wav': { bytes: () => encodeWav(tone(4000), 8000), says: /does not match the pattern of labels/ },
}

beforeAll(async () => {
  infonce = await TestCommand.build()
  good = writeVoices(infonce.path('voices'), { speakers: 1, words: 2, repetitions: 2 })
  mkdirSync(infonce.path('mixed'))
  for (const name of good) copyFileSync(infonce.path('voices', name), infonce.path('mixed', name))
  for (const [name, { bytes }] of Object.entries(bad)) {
    const folder = infonce.path(`with ${name}`)
    mkdirSync(folder)
    copyFileSync(infonce.path('voices', good[0]!), `${folder}/${good[0]}`)
    for (const path of [`${folder}/${name}`, infonce.path('mixed', name)]) writeFileSync(path, bytes())
  }
}, 60_000)

afterAll(() => infonce.remove())

describe('cpc train', { timeout: 60_000 }, () => {
  it.each(Object.entries(bad))('says what is wrong with %s', async (name, { says }) => {
    const finished = await train(`with ${name}`, '--labels', LABELS)
    expect(finished).toMatchObject({ code: 1, stdout: '' })
    expect(messages(finished)).toMatch(/^error: .*\n$/)
    expect(messages(finished)).toContain(name)
    expect(messages(finished)).toMatch(says)
    expect(existsSync(infonce.path('run'))).toBe(false)
  })

  it('continues with the rest where that is asked for, and tells each that is left out', async () => {
    const args = ['--labels', LABELS, '--skip-bad', '--json']
    const finished = await infonce.ask(
      'cpc',
      'train',
      '--data',
      'mixed',
      '--out',
      'skipped',
      ...SMALL,
      '--epochs',
      '2',
      ...args,
    )
    expect(finished.code).toBe(0)
    const events = eventsOf(finished)
    const skipped = events.filter(({ type }) => type === 'skipped') as { name: string; reason: string }[]
    expect(skipped.map(({ name }) => name).sort()).toEqual(Object.keys(bad).sort())
    for (const { name, reason } of skipped) {
      expect(reason).toMatch(bad[name]!.says)
      expect(finished.stderr).toContain(`left out: ${reason}\n`)
    }
    expect(events.find(({ type }) => type === 'begin')).toMatchObject({ series: { count: good.length } })
    expect(JSON.parse(readFileSync(infonce.path('skipped', 'run.json'), 'utf8')).found.count).toBe(good.length)
  })

  it('tells which kinds of files are left out and which values are lost, and notes it in the run', async () => {
    mkdirSync(infonce.path('strange'))
    for (const name of good) copyFileSync(infonce.path('voices', name), infonce.path('strange', name))
    for (const name of ['w0_s8_0.flac', 'w1_s8_0.flac', 'w0_s8_1.mp3', 'README'])
      writeFileSync(infonce.path('strange', name), 'x')
    const finished = await infonce.ask(
      ...['cpc', 'train', '--data', 'strange', '--out', 'with-strange', ...SMALL, '--epochs', '1'],
      ...['--labels', '{word}_{speaker}_{take}', '--json'],
    )
    expect(finished).toMatchObject({ code: 0 })
    expect(messages(finished)).toContain('read: 4 .wav; ignored files of other kinds: 2 .flac, 1 .mp3\n')
    expect(messages(finished)).toContain('no file is read of speaker s8: convert these files to train on them too\n')
    const [event] = eventsOf(finished).filter(({ type }) => type === 'files')
    expect(event).toMatchObject({ read: { '.wav': 4 }, leftOut: { '.flac': 2, '.mp3': 1 } })
    const { found } = JSON.parse(readFileSync(infonce.path('with-strange', 'run.json'), 'utf8'))
    expect(found).toMatchObject({ count: 4, leftOut: { '.flac': 2, '.mp3': 1 } })
    const embedded = await infonce.ask('cpc', 'embed', 'with-strange', '--out', 'strange.npy')
    expect(embedded).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('ignored files of other kinds: 2 .flac'),
    })
  })

  it('counts them where they are many', async () => {
    mkdirSync(infonce.path('many'))
    copyFileSync(infonce.path('voices', good[0]!), infonce.path('many', good[0]!))
    for (let i = 0; i < 25; i++) writeFileSync(infonce.path('many', `bad${i}.wav`), '')
    const { code, stderr } = await infonce.ask(
      ...['cpc', 'train', '--data', 'many', '--out', 'counted', ...SMALL, '--epochs', '1', '--skip-bad'],
    )
    expect(code).toBe(0)
    expect(stderr.match(/^left out: /gm)).toHaveLength(20)
    expect(stderr).toContain('… and 5 more: 25 files are left out (--json names each)\n')
  })

  it('trains on one file', async () => {
    const { code, stderr } = await infonce.ask(
      ...['cpc', 'train', '--data', `voices/${good[0]}`, '--out', 'one', ...SMALL, '--epochs', '8'],
    )
    expect(code).toBe(0)
    expect(stderr).toContain('1 series, ')
  })

  it.each([
    ['nowhere', [], 1, /nowhere: cannot be read: no such file or folder/],
    ['nothing', [], 1, /nothing: there are no files in this folder/],
    ['rates', [], 1, /its files have different rates: .* give a rate/],
    ['rates', ['--rate', 'high'], 2, /--rate: expected a number above 0, found 'high'/],
    ['voices', ['--labels', '{a}{b}'], 1, /has two placeholders without text between them/],
    ['voices', ['--labels', '{a}', '--labels-csv', 'x.csv'], 2, /--labels and --labels-csv both give labels/],
    ['voices', ['--labels-csv', 'x.csv'], 1, /x\.csv: cannot be read/],
    [
      'voices',
      ['--labels', LABELS, '--without', 'tkae=0'],
      1,
      /no.* series has a label 'tkae': they have word, speaker, take/,
    ],
    ['voices', ['--only', '=a'], 2, /--only: expected label=value,value, found '=a'/],
    ['voices', ['--kind', 'mp3'], 2, /--kind: expected one of wav, npy, csv, found 'mp3'/],
    ['voices', ['--scope', 'speaker'], 1, /has no label 'speaker', which the negatives of scope 'speaker' need/],
    ['voices', ['--widths', '8,8'], 2, /--kernels: expected 2 entries/],
    ['voices', ['--kernels', '10,8,4,x'], 2, /--kernels: expected a whole number .* as entry 4, found '10,8,4,x'/],
    ['voices', ['--context-layers', '2'], 2, /--context-layers does nothing with --context gru: leave it out/],
    ['voices', ['--steps', '40'], 2, /--steps: expected fewer than the 16 frames of a window, found '40'/],
  ] as const)('of %s %s is refused', async (data, args, code, message) => {
    mkdirSync(infonce.path('nothing'), { recursive: true })
    mkdirSync(infonce.path('rates'), { recursive: true })
    writeFileSync(infonce.path('rates', 'a.wav'), encodeWav(tone(4000), 8000))
    writeFileSync(infonce.path('rates', 'b.wav'), encodeWav(tone(4000), 16000))
    const finished = await train(data, ...args)
    expect(finished).toMatchObject({ code, stdout: '' })
    expect(messages(finished)).toMatch(/^error: .*\n$/)
    expect(messages(finished)).toMatch(message)
    expect(existsSync(infonce.path('run'))).toBe(false)
  })

  it('of a rate for which there are no layers is refused, in the words of the command line', async () => {
    const { code, stderr } = await infonce.ask(
      ...['cpc', 'train', '--data', 'rates', '--rate', '44100', '--out', 'run'],
    )
    expect(code).toBe(2)
    expect(stderr).toMatch(/--rate: expected one of 8000, 16000 Hz, .*found '44100'\n$/)
  })

  it('is told where data are missing, and what a run that is resumed does not take', async () => {
    expect((await infonce.ask('cpc', 'train', '--out', 'run')).stderr).toMatch(/--data is missing/)
    expect((await infonce.ask('cpc', 'train', '--data', 'voices')).stderr).toMatch(/--out is missing/)
    const args = ['--resume', 'skipped', '--labels', LABELS, '--skip-bad', '--steps', '3']
    expect((await infonce.ask('cpc', 'train', ...args)).stderr).toMatch(
      /^error: --resume resumes .* leave out --labels, --skip-bad, --steps, /,
    )
    const again = await infonce.ask('cpc', 'train', '--resume', 'skipped')
    expect(again).toEqual({ code: 0, signal: null, stdout: '', stderr: 'the run in skipped is finished already\n' })
  })
})
