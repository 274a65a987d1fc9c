// WAV files: every format against other programs' readers, and files that are not as they should be.
import { ValueError } from '@infonce/core'
import { describe, expect, it } from 'vitest'
import { SeriesError } from '../errors.js'
import { flacFile, refusedFiles, wavFiles } from '../testing/series-files.fixture.js'
import { chunk, floatWav, formatChunk, wavOf } from '../testing/wav-bytes.js'
import { encodeWav } from './encode-wav.js'
import { parseWav } from './parse-series.js'

const pcm = (...samples: number[]) => [...new Uint8Array(Int16Array.from(samples).buffer)]
const parse = (bytes: Uint8Array) => parseWav(bytes, { name: 'x.wav' })
const ascii = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0))

describe('formats', () => {
  it.each(wavFiles)('$name', ({ bytes, rate, samples }) => {
    const channels = samples.length
    const kept = parseWav(bytes, { channels: 'keep' })
    expect(kept).toMatchObject({ channels, rate, length: samples[0]!.length })
    expect([...kept.samples]).toEqual(samples.flat())
    const mixed = parseWav(bytes)
    expect(mixed).toMatchObject({ channels: 1, rate, length: samples[0]!.length })
    mixed.samples.forEach((sample, t) => {
      const mean = samples.reduce((sum, channel) => sum + channel[t]!, 0) / channels
      expect(sample).toBe(Math.fround(mean))
    })
  })

  it('passes over chunks that it does not know, of odd lengths too, before and after the format', () => {
    const samples = pcm(1, -2, 3)
    const file = wavOf([
      chunk('LIST', [1, 2, 3]),
      formatChunk(),
      chunk('fact', [4]),
      chunk('data', samples),
      chunk('id3 ', [5]),
    ])
    expect([...parse(file).samples]).toEqual([1 / 32768, -2 / 32768, 3 / 32768])
  })

  it('finds samples behind chunks that are longer than what it reads at once', () => {
    const file = wavOf([chunk('JUNK', new Array(10_001).fill(7)), formatChunk(), chunk('data', pcm(5))])
    expect([...parse(file).samples]).toEqual([5 / 32768])
  })

  it('reads bytes that lie anywhere in their buffer', () => {
    const file = wavOf([formatChunk(), chunk('data', pcm(5, 6))])
    const shifted = new Uint8Array(file.length + 3)
    shifted.set(file, 3)
    expect([...parse(shifted.subarray(3)).samples]).toEqual([5 / 32768, 6 / 32768])
  })

  it('takes floats beyond 1 as they are', () => {
    expect([...parse(floatWav([2.5, -7])).samples]).toEqual([2.5, -7])
  })
})

describe('bad files', () => {
  const format = formatChunk()
  const extensible = (codec: number, guid: number) =>
    chunk('fmt ', [
      ...formatChunk({ codec: 0xfffe }).slice(8),
      22,
      0,
      16,
      0,
      0,
      0,
      0,
      0,
      codec,
      0,
      ...new Array(14).fill(guid),
    ])
  const cases: readonly (readonly [what: string, bytes: Uint8Array, message: string])[] = [
    ['no bytes', new Uint8Array(), 'x.wav: is empty, not a WAV file'],
    ['text', Uint8Array.from(ascii('hello, world')), 'is not a WAV file: it begins with the bytes 68 65 6c 6c'],
    ['two bytes', Uint8Array.of(0x52, 0x49), 'is not a WAV file: it begins with the bytes 52 49'],
    ['FLAC', flacFile, 'is not a WAV file: it begins like FLAC'],
    ['MP3', Uint8Array.of(0xff, 0xfb, 0x90, 0), 'begins like MP3'],
    ['AVI', wavOf([]).map((byte, i) => (i < 8 ? byte : ascii('........AVI ')[i]!)), 'begins like AVI'],
    ['big-endian', wavOf([format], 'RIFX'), 'begins like big-endian WAV'],
    ['half a header', wavOf([]).subarray(0, 9), 'ends after 9 bytes, within its header'],
    ['nothing but a header', wavOf([]), 'ends before its format'],
    ['no samples chunk', wavOf([format]), 'ends before its samples'],
    ['samples before their format', wavOf([chunk('data', pcm(1)), format]), 'samples come before their format'],
    [
      'a chunk cut off',
      wavOf([chunk('fmt ', [1, 0], 16)]),
      "its chunk 'fmt ' of 16 bytes ends after the file's 22: it is truncated",
    ],
    ['a short format', wavOf([chunk('fmt ', [1, 0, 1, 0])]), 'its chunk fmt has 4 bytes, expected 16'],
    [
      'samples cut off',
      wavOf([format, chunk('data', pcm(1, 2, 3), 1000)]),
      'holds 6 of 1000 bytes of samples: it is truncated',
    ],
    [
      'half a sample',
      wavOf([format, chunk('data', [1, 2, 3])]),
      'its 3 bytes of samples are not whole frames of 2 bytes',
    ],
    ['zero length', wavOf([format, chunk('data', [])]), 'has no samples: its length is 0'],
    ['a size never written', wavOf([format, chunk('data', pcm(1), 0xffffffff)]), 'its header has no number of samples'],
    ['no 64-bit sizes', wavOf([format, chunk('data', pcm(1), 0xffffffff)], 'RF64'), 'its 64-bit sizes are missing'],
    [
      '64-bit samples cut off',
      wavOf(
        [chunk('ds64', [...new Array(8).fill(0), 0, 0, 0, 0, 1, 0, 0, 0]), format, chunk('data', pcm(1), 0xffffffff)],
        'BW64',
      ),
      'holds 2 of 4294967296 bytes',
    ],
    ['no channels', wavOf([formatChunk({ channels: 0 }), chunk('data', [])]), 'says that it has 0 channels'],
    ['no rate', wavOf([formatChunk({ rate: 0 }), chunk('data', [])]), 'says that its rate is 0 Hz'],
    [
      'a wrong frame',
      wavOf([formatChunk({ frame: 3 }), chunk('data', [])]),
      'says that 1 samples of 2 bytes take 3 bytes, expected 2',
    ],
    [
      '12 bits',
      wavOf([formatChunk({ bits: 12, frame: 2 }), chunk('data', pcm(1))]),
      'is PCM of 12 bits, which is not supported',
    ],
    ['a codec without a name', wavOf([formatChunk({ codec: 999 }), chunk('data', pcm(1))]), 'is codec 999 of 16 bits'],
    [
      'an extension missing',
      wavOf([formatChunk({ codec: 0xfffe }), chunk('data', pcm(1))]),
      'its chunk fmt has no codec',
    ],
    ['a foreign extension', wavOf([extensible(1, 0), chunk('data', pcm(1))]), 'has an unsupported codec'],
    ['NaN', floatWav([1, 2, 3, Number.NaN], { channels: 2 }), 'sample 1 of channel 1 (counted from 0) is NaN'],
    ['infinity', floatWav([1, Number.NEGATIVE_INFINITY]), 'sample 1 of channel 0 (counted from 0) is -Infinity'],
    [
      'a float64 beyond float32',
      wavOf([formatChunk({ codec: 3, bits: 64 }), chunk('data', [...new Uint8Array(Float64Array.of(1e300).buffer)])]),
      'sample 0 of channel 0 (counted from 0) is Infinity as float32',
    ],
  ]
  it.each(cases)('%s', (_, bytes, message) => {
    const failing = () => parse(bytes)
    expect(failing).toThrow(SeriesError)
    expect(failing).toThrow(message)
    expect(failing).toThrow(expect.objectContaining({ path: 'x.wav' }))
  })

  const names: Record<string, string> = {
    ULAW: 'µ-law',
    ALAW: 'A-law',
    IMA_ADPCM: 'IMA ADPCM',
    MS_ADPCM: 'Microsoft ADPCM',
    GSM610: 'GSM 6.10',
  }
  it.each(refusedFiles)('names the codec $codec', ({ codec, bytes }) => {
    expect(() => parse(bytes)).toThrow(new RegExp(`^x\\.wav: is ${names[codec]} of \\d+ bits, which is not supported`))
  })

  it('is an error for every file that is cut off, wherever that is', () => {
    // What may follow the samples (a byte of padding) does not count.
    for (const { bytes } of wavFiles)
      for (let length = 0; length < bytes.length - 1; length++)
        expect(() => parse(bytes.subarray(0, length)), `${length} bytes`).toThrow(SeriesError)
  })
})

describe('encodeWav', () => {
  it('writes what is read again', () => {
    const samples = Float32Array.of(0, 0.5, -0.5, -1, 32767 / 32768, 1 / 32768)
    expect(parse(encodeWav(samples, 16000))).toEqual({ channels: 1, rate: 16000, length: 6, samples })
  })

  it('rounds, and takes 1 for the largest number', () => {
    const samples = parse(encodeWav(Float32Array.of(1, 0.4 / 32768, -0.6 / 32768), 8000)).samples
    expect([...samples]).toEqual([32767 / 32768, 0, -1 / 32768])
  })

  it('refuses what does not fit', () => {
    expect(() => encodeWav(Float32Array.of(0, 1.01), 8000)).toThrow(
      new ValueError('sample 1 is 1.0099999904632568: a WAV file of PCM holds -1 to 1'),
    )
    expect(() => encodeWav(Float32Array.of(Number.NaN), 8000)).toThrow(ValueError)
    expect(() => encodeWav(Float32Array.of(0), 0.5)).toThrow(ValueError)
  })
})
