// Folders of series: labels, rates, kinds, and files that are not as they should be.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ValueError } from '@infonce/core'
import { FileError } from '@infonce/runtime'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { SeriesError } from '../errors.js'
import { npyFiles } from '../testing/series-files.fixture.js'
import { tone } from '../testing/tones.js'
import { chunk, floatWav, formatChunk, wavOf } from '../testing/wav-bytes.js'
import { encodeWav } from './encode-wav.js'
import { openSeries } from './open-series.js'
import { resample } from './resample.js'

const root = mkdtempSync(join(tmpdir(), 'infonce-series-'))
let count = 0
let folder = ''
beforeEach(() => {
  folder = join(root, String(count++))
  mkdirSync(folder)
})
afterAll(() => rmSync(root, { recursive: true }))

/** Writes files below the folder of the test. */
function put(files: Readonly<Record<string, Uint8Array | string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
}
/** A sound of `length` samples, each `value` / 32,768. */
const sound = (value: number, length = 3, rate = 8000) => encodeWav(new Float32Array(length).fill(value / 32768), rate)
const first = async (reading: Promise<Float32Array>) => (await reading)[0]! * 32768
const names = (set: { readonly series: readonly { readonly name: string }[] }) => set.series.map(({ name }) => name)

/** What a failing call throws. */
async function failureOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => expect.fail('nothing was thrown'),
    (error) => error,
  )
}

describe('a folder', () => {
  it('is read with those below it, sorted, other files and hidden ones left out', async () => {
    put({
      'b/2.wav': sound(2, 5),
      'a.wav': sound(1, 4),
      'b/1.WAV': sound(3),
      'README.md': 'x',
      '.x.wav': 'x',
      '.git/y.wav': 'x',
    })
    const set = await openSeries(folder)
    expect(set).toMatchObject({ channels: 1, rate: 8000, skipped: [] })
    expect(set.series).toEqual([
      { name: 'a.wav', length: 4, labels: {} },
      { name: 'b/1.WAV', length: 3, labels: {} },
      { name: 'b/2.wav', length: 5, labels: {} },
    ])
    expect(await first(set.read(2))).toBe(2)
    expect(await set.read(1)).toEqual(new Float32Array(3).fill(3 / 32768))
    await expect(set.read(3)).rejects.toThrow(ValueError)
  })

  it('counts files of other kinds, and names what is lost by them', async () => {
    put({ 'a/1.wav': sound(1), 'a/2.flac': 'x', 'b/1.FLAC': 'x', 'b/2.mp3': 'x', 'b/notes.txt': 'x', 'l.csv': 'x' })
    const { series, found } = await openSeries(folder, { labels: '{speaker}/*', kind: 'wav' })
    expect(series).toHaveLength(1)
    expect(found).toEqual({
      read: { '.wav': 1 },
      leftOut: { '.flac': 2, '.csv': 1, '.mp3': 1 },
      lost: { speaker: ['b'] },
    })
    put({ 'c/1.wav': sound(1), 'c/l.csv': 'file,word\n1.wav,yes\n2.ogg,no\n', 'c/2.ogg': 'x' })
    const labels = { csv: join(folder, 'c', 'l.csv') }
    await expect(openSeries(join(folder, 'c'), { labels })).rejects.toThrow('2.ogg is not of the kind being read')
    put({ 'd/1.flac': 'x', 'd/2.flac': 'x' })
    await expect(openSeries(join(folder, 'd'))).rejects.toThrow(
      'none of its 2 files is a series: expected .wav, .npy, .csv; found 2 .flac',
    )
  })

  it('follows links to files and folders', async () => {
    put({ 'real/1.wav': sound(1) })
    symlinkSync('real', join(folder, 'linked'))
    symlinkSync(join('real', '1.wav'), join(folder, 'x.wav'))
    expect(names(await openSeries(folder))).toEqual(['linked/1.wav', 'real/1.wav', 'x.wav'])
    symlinkSync('.', join(folder, 'real', 'around'))
    await expect(openSeries(folder)).rejects.toThrow('is a link to a folder that contains it')
  })

  it('may have more files than are looked at together, and reports progress', async () => {
    put(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${String(i).padStart(2, '0')}.wav`, sound(i)])))
    const calls: [number, number][] = []
    const set = await openSeries(folder, { onProgress: (done, total) => calls.push([done, total]) })
    for (const index of [0, 15, 16, 39]) expect(await first(set.read(index))).toBe(index)
    expect(calls).toEqual([
      [16, 40],
      [32, 40],
      [40, 40],
    ])
    const control = new AbortController()
    const stopping = openSeries(folder, {
      signal: control.signal,
      onProgress: () => control.abort(new Error('enough')),
    })
    await expect(stopping).rejects.toThrow('enough')
  })

  it('stops at a signal while it resamples', async () => {
    put({ 'a.wav': floatWav(new Array(5000).fill(0)) })
    const control = new AbortController()
    let asked = 0
    // Asked first before the file is looked at, then before each piece of resampling.
    control.signal.throwIfAborted = () => {
      if (++asked === 2) throw new Error('enough')
    }
    const options = { rate: 44100, signal: control.signal } as const
    await expect(openSeries(folder, options)).rejects.toThrow('enough')
    // Nothing is resampled that is not kept.
    asked = 0
    await expect(openSeries(folder, { ...options, cacheBytes: 0 })).resolves.toMatchObject({ rate: 44100 })
  })

  it('of several kinds is an error, unless one is asked for', async () => {
    put({ 'a.wav': sound(1), 'b.csv': '1,2\n3,4\n5,6\n', 'c.wav': sound(1) })
    await expect(openSeries(folder)).rejects.toThrow(
      new SeriesError(folder, 'has files of several kinds, 2 .wav and 1 .csv: specify which kind to read'),
    )
    const set = await openSeries(folder, { kind: 'csv' })
    expect(set).toMatchObject({ channels: 2, rate: null, series: [{ name: 'b.csv', length: 3 }] })
    expect([...(await set.read(0))]).toEqual([1, 3, 5, 2, 4, 6])
    await expect(openSeries(folder, { kind: 'npy' })).rejects.toThrow('none of its 3 files is a series: expected .npy')
  })

  it('of NPY files keeps their channels', async () => {
    put({ 'a.npy': npyFiles[1]!.bytes, 'b.npy': npyFiles[2]!.bytes })
    const set = await openSeries(folder)
    expect(set).toMatchObject({ channels: 2, rate: null })
    expect([...(await set.read(1))]).toEqual(npyFiles[2]!.samples.flat())
    const mixed = await openSeries(folder, { channels: 'mix' })
    expect(mixed.channels).toBe(1)
    expect(await mixed.read(0)).toHaveLength(3)
  })
})

describe('a single file', () => {
  it('is a set of one', async () => {
    put({ 'x_1.wav': sound(7), 'y.wav': 'broken' })
    const set = await openSeries(join(folder, 'x_1.wav'), { labels: '{who}_{take}' })
    expect(set.series).toEqual([{ name: 'x_1.wav', length: 3, labels: { who: 'x', take: '1' } }])
    expect(await first(set.read(0))).toBe(7)
  })

  it('may have any extension if its kind is said', async () => {
    put({ 'x.txt': '1\n2\n' })
    await expect(openSeries(join(folder, 'x.txt'))).rejects.toThrow('its extension is none of .wav, .npy, .csv')
    expect((await openSeries(join(folder, 'x.txt'), { kind: 'csv' })).series[0]!.length).toBe(2)
  })
})

describe('rates and channels', () => {
  it('resamples to a rate that is given', async () => {
    put({ 'a.wav': encodeWav(tone(440, 16000, 1001, 0.5), 16000), 'b.wav': sound(5, 30) })
    const set = await openSeries(folder, { rate: 8000 })
    expect(set).toMatchObject({ rate: 8000, series: [{ length: 501 }, { length: 30 }] })
    const samples = await set.read(0)
    expect(samples).toHaveLength(501)
    const expected = tone(440, 8000, 501, 0.5)
    for (let t = 70; t < 430; t++) expect(Math.abs(samples[t]! - expected[t]!)).toBeLessThan(1e-4)
    expect(await first(set.read(1))).toBe(5)
  })

  it('is an error where rates differ and none is given, also under skip', async () => {
    put({ 'a.wav': sound(1), 'b.wav': sound(1), 'c.wav': sound(1, 3, 16000) })
    const message = 'its files have different rates: a.wav 8000 Hz, c.wav 16000 Hz; give a rate'
    for (const onBadFile of ['throw', 'skip'] as const) {
      const error = await failureOf(openSeries(folder, { onBadFile }))
      expect(error).toBeInstanceOf(SeriesError)
      expect(error.message).toContain(message)
    }
  })

  it('is an error where numbers of channels differ and are kept', async () => {
    put({ 'a.wav': floatWav([1, 3], { channels: 2 }), 'b.wav': floatWav([2, 2]) })
    await expect(openSeries(folder, { channels: 'keep' })).rejects.toThrow(
      'its files have different numbers of channels: a.wav 2, b.wav 1; mix them',
    )
    const set = await openSeries(folder)
    expect([...(await set.read(0))]).toEqual([2])
    put({ 'b.wav': floatWav([5, 6, 7, 8], { channels: 2 }) })
    const kept = await openSeries(folder, { channels: 'keep' })
    expect(kept).toMatchObject({ channels: 2, series: [{ length: 1 }, { length: 2 }] })
    expect([...(await kept.read(1))]).toEqual([5, 7, 6, 8])
  })

  it('refuses a rate for what has none, and impossible ones', async () => {
    put({ 'a.csv': '1\n' })
    await expect(openSeries(folder, { rate: 8000 })).rejects.toThrow(
      new ValueError('rate: CSV files have no rate to resample from: leave it out'),
    )
    put({ 'a/b.wav': sound(1) })
    await expect(openSeries(join(folder, 'a'), { rate: 0.5, onBadFile: 'skip' })).rejects.toThrow(ValueError)
  })
})

describe('labels', () => {
  it('come from names', async () => {
    put({ '3_theo_0.wav': sound(1), '9_lucas_12.wav': sound(1) })
    const { series } = await openSeries(folder, { labels: '{digit}_{speaker}_{index}' })
    expect(series.map(({ labels }) => labels)).toEqual([
      { digit: '3', speaker: 'theo', index: '0' },
      { digit: '9', speaker: 'lucas', index: '12' },
    ])
  })

  it('come from folders', async () => {
    put({ 'anna/yes.wav': sound(1), 'bob/no.wav': sound(1) })
    const { series } = await openSeries(folder, { labels: '{speaker}/{word}' })
    expect(series.map(({ labels }) => labels)).toEqual([
      { speaker: 'anna', word: 'yes' },
      { speaker: 'bob', word: 'no' },
    ])
  })

  it('come from a table, which may lie among the files', async () => {
    put({ 'a/1.csv': '1\n', '2.csv': '2\n', 'labels.csv': 'file,word\n2.csv,no\na/1.csv,yes\n' })
    const { series } = await openSeries(folder, { labels: { csv: join(folder, 'labels.csv') } })
    expect(series).toEqual([
      { name: '2.csv', length: 1, labels: { word: 'no' } },
      { name: 'a/1.csv', length: 1, labels: { word: 'yes' } },
    ])
  })

  it('are missing: an error with the file, or left out', async () => {
    put({ '1_a.wav': sound(1), 'b.wav': sound(1) })
    const labels = '{digit}_{word}'
    await expect(openSeries(folder, { labels })).rejects.toThrow(`${join(folder, 'b.wav')}: its name does not match`)
    const set = await openSeries(folder, { labels, onBadFile: 'skip' })
    expect(names(set)).toEqual(['1_a.wav'])
    expect(set.skipped).toMatchObject([{ name: 'b.wav', reason: expect.stringContaining('does not match') }])
  })

  it('are not in the table, or the table has more than the folder', async () => {
    put({ 'a.wav': sound(1), 'b.wav': sound(1), 'labels.csv': 'file,word\na.wav,yes\nc.wav,no\n' })
    const csv = join(folder, 'labels.csv')
    const labels = { csv }
    await expect(openSeries(folder, { labels })).rejects.toThrow(
      `${csv}, line 3: c.wav is not among the files of ${folder}`,
    )
    const set = await openSeries(folder, { labels, onBadFile: 'skip' })
    expect(names(set)).toEqual(['a.wav'])
    expect(set.skipped).toEqual([
      { name: 'c.wav', reason: `${csv}, line 3: c.wav is not among the files of ${folder}` },
      { name: 'b.wav', reason: `${join(folder, 'b.wav')}: has no labels: no row of ${csv} is for b.wav` },
    ])
  })

  it('are in a table that is bad: an error, also under skip', async () => {
    put({ 'a.wav': sound(1), 'labels.csv': 'file,word\na.wav,yes\na.wav,no\n' })
    const opening = (csv: string) => openSeries(folder, { kind: 'wav', labels: { csv }, onBadFile: 'skip' })
    await expect(opening(join(folder, 'labels.csv'))).rejects.toThrow('line 3: a.wav is already in line 2')
    await expect(opening(join(folder, 'no.csv'))).rejects.toThrow(FileError)
    await expect(openSeries(folder, { labels: { csv: 5 } as never })).rejects.toThrow(ValueError)
    await expect(openSeries(folder, { kind: 'wav', labels: 'nothing' })).rejects.toThrow(ValueError)
  })
})

describe('bad files', () => {
  const good = sound(1)
  it.each<readonly [string, string, Uint8Array | string, string]>([
    ['no WAV', 'x.wav', 'hello there', 'is not a WAV file: it begins with the bytes 68 65 6c 6c'],
    ['truncated', 'x.wav', good.subarray(0, good.length - 1), 'holds 5 of 6 bytes of samples: it is truncated'],
    ['zero bytes', 'x.wav', '', 'is empty, not a WAV file'],
    ['zero length', 'x.wav', encodeWav(new Float32Array(), 8000), 'has no samples'],
    [
      'a codec',
      'x.wav',
      wavOf([formatChunk({ codec: 2, bits: 4, frame: 1 }), chunk('data', [1])]),
      'is Microsoft ADPCM of 4 bits',
    ],
    ['NaN', 'x.wav', floatWav([1, Number.NaN]), 'sample 1 of channel 0 (counted from 0) is NaN'],
    ['infinity', 'x.wav', floatWav([Number.POSITIVE_INFINITY]), 'sample 0 of channel 0 (counted from 0) is Infinity'],
    ['NPY that is none', 'x.npy', 'hello, world', 'is not an NPY file'],
    ['CSV with a word', 'x.csv', '1\ntwo\n', 'x.csv, line 2: field 1 is'],
  ])('%s: thrown or left out', async (_, name, content, message) => {
    put({ [name]: content })
    const path = join(folder, name)
    const error = await failureOf(openSeries(folder))
    expect(error).toBeInstanceOf(SeriesError)
    expect(error.message).toContain(path)
    expect(error.message).toContain(message)
    const alone = await failureOf(openSeries(folder, { onBadFile: 'skip' }))
    expect(alone.message).toBe(`${folder}: none of its 1 files can be used; ${error.message}`)

    const kind = name.slice(2)
    put({ [`good.${kind}`]: { wav: good, npy: npyFiles[0]!.bytes, csv: '1\n2\n' }[kind]! })
    const set = await openSeries(folder, { onBadFile: 'skip' })
    expect(names(set)).toEqual([`good.${kind}`])
    expect((await set.read(0)).length).toBe(set.series[0]!.length)
    expect(set.skipped).toEqual([{ name, reason: error.message }])
  })

  it('the first in order is named, whichever was found out first', async () => {
    put({ 'a.wav': sound(1), 'b.wav': floatWav([...new Array(1000).fill(0), Number.NaN]), 'c.wav': 'x' })
    await expect(openSeries(folder)).rejects.toThrow(join(folder, 'b.wav'))
  })

  it('a file that cannot be read', async () => {
    put({ 'a.wav': good })
    symlinkSync('nowhere', join(folder, 'b.wav'))
    const error = await failureOf(openSeries(folder))
    expect(error).toBeInstanceOf(FileError)
    expect(error.message).toContain(`${join(folder, 'b.wav')}: cannot be read: no such file or folder (ENOENT)`)
    const set = await openSeries(folder, { onBadFile: 'skip' })
    expect(names(set)).toEqual(['a.wav'])
    expect(set.skipped).toEqual([{ name: 'b.wav', reason: error.message }])
  })

  it.skipIf(process.platform === 'win32')('what is no regular file', async () => {
    const server = createServer().listen(join(folder, 'x.wav'))
    await new Promise((resolve) => server.on('listening', resolve))
    await expect(openSeries(folder)).rejects.toThrow('is not a regular file')
    server.close()
  })

  it('an empty folder, one without series, and none', async () => {
    await expect(openSeries(folder)).rejects.toThrow(
      new SeriesError(folder, 'there are no files in this folder, nor in any below it'),
    )
    put({ 'readme.txt': 'x', 'sub/notes': 'y' })
    await expect(openSeries(folder)).rejects.toThrow(
      new SeriesError(
        folder,
        'none of its 2 files is a series: expected .wav, .npy, .csv; found 1 .txt, 1 without an extension',
      ),
    )
    await expect(openSeries(join(folder, 'none'))).rejects.toThrow(FileError)
  })

  it('files that change after they were opened', async () => {
    put({ 'a.wav': sound(1), 'b.wav': sound(1), 'c.wav': sound(1), 'd.wav': sound(4) })
    const set = await openSeries(folder)
    truncateSync(join(folder, 'a.wav'), 46)
    put({ 'b.wav': sound(1, 9) })
    rmSync(join(folder, 'c.wav'))
    await expect(set.read(0)).rejects.toThrow(SeriesError)
    await expect(set.read(1)).rejects.toThrow(`${join(folder, 'b.wav')}: has changed since it was opened`)
    await expect(set.read(2)).rejects.toThrow(FileError)
    expect(await first(set.read(3))).toBe(4)
  })

  it('options that are none', async () => {
    put({ 'a.wav': good })
    for (const options of [{ kind: 'mp3' }, { channels: 'left' }, { onBadFile: 'ignore' }, { cacheBytes: -1 }])
      await expect(openSeries(folder, options as never)).rejects.toThrow(ValueError)
  })
})

describe('the cache', () => {
  it('holds series within its budget and reads the others anew', async () => {
    put({ 'a.wav': sound(1), 'b.wav': sound(2) })
    const unbounded = await openSeries(folder)
    const bounded = await openSeries(folder, { cacheBytes: 11 })
    for (const set of [unbounded, bounded]) await set.read(0)
    put({ 'a.wav': sound(9) })
    expect(await first(unbounded.read(0))).toBe(1)
    expect(await first(bounded.read(0))).toBe(9)
  })

  it('has what was decoded at the opening, converted, while there is room', async () => {
    const samples = Array.from({ length: 500 }, (_, t) => Math.sin(t / 9))
    put({ 'a.wav': floatWav(samples), 'b.wav': floatWav(samples) })
    const set = await openSeries(folder, { rate: 4000, cacheBytes: 1000 })
    put({ 'a.wav': 'gone', 'b.wav': 'gone' })
    const source = { channels: 1, rate: 8000, length: 500, samples: Float32Array.from(samples) }
    expect(await set.read(0)).toEqual(resample(source, 4000).samples)
    await expect(set.read(1)).rejects.toThrow('is not a WAV file')
  })

  it('decodes a CSV file once', async () => {
    put({ 'a.csv': '1\n2\n' })
    const set = await openSeries(folder)
    put({ 'a.csv': 'gone' })
    expect([...(await set.read(0))]).toEqual([1, 2])
  })
})
