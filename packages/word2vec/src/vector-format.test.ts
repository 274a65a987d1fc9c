// word2vec's text and binary files: written, read back, read from other writers, and refused when broken.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Random, ValueError } from '@infonce/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Embeddings } from './embeddings.js'
import { FileError } from './errors.js'
import { readVectors, type VectorFormat, writeVectors } from './vector-format.js'
import { WordList } from './word-list.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vector-format-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const formats: VectorFormat[] = ['text', 'binary']
const small = new Embeddings(
  new WordList(['the', 'naïve', '世界']),
  2,
  Float32Array.of(0.5, -1, 0.1, 2 ** -140, 3e38, 10),
)
const smallText = 'the 0.5 -1\nnaïve 0.1 7.174648e-43\n世界 3e38 10\n'

/** The binary format, with what follows each row and the rows' bytes given. */
function binary(rows: readonly (readonly [string, ...number[]])[], after: string, header?: string): Buffer {
  const pieces = [Buffer.from(`${header ?? `${rows.length} ${rows[0]!.length - 1}`}\n`)]
  for (const [word, ...values] of rows)
    pieces.push(Buffer.from(`${word} `), Buffer.from(Float32Array.from(values).buffer), Buffer.from(after))
  return Buffer.concat(pieces)
}

describe.each(formats)('%s vectors', (format) => {
  it('come back bit for bit', async () => {
    const path = join(folder, `round.${format}`)
    const random = Random.fromSeed(12)
    const size = 3000
    const values = Float32Array.from({ length: size * 50 }, (_, i) => random.normal() * 10 ** ((i % 70) - 38))
    const words = Array.from({ length: size }, (_, i) => `w${i}`)
    await writeVectors(path, new Embeddings(new WordList(words), 50, values), format)
    const back = await readVectors(path, format)
    expect(back.words.words).toEqual(words)
    expect(back.dim).toBe(50)
    expect(Buffer.compare(Buffer.from(back.vectors.buffer), Buffer.from(values.buffer))).toBe(0)
    expect(await readdir(folder)).toContain(`round.${format}`)
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])

    const packed = join(folder, `round.${format}.gz`)
    await writeFile(packed, gzipSync(await readFile(path)))
    expect((await readVectors(packed, format)).vectors).toEqual(values)
    const own = join(folder, `own.${format}.GZ`)
    await writeVectors(own, new Embeddings(new WordList(words), 50, values), format)
    expect(Buffer.compare(gunzipSync(await readFile(own)), await readFile(path))).toBe(0)
    expect((await readVectors(own, format)).vectors).toEqual(values)
  })

  it('of few words come back too', async () => {
    const path = join(folder, `small.${format}`)
    await writeVectors(path, small, format)
    const back = await readVectors(path, format)
    expect(back.words.words).toEqual(['the', 'naïve', '世界'])
    expect(back.vectors).toEqual(small.vectors)
  })

  it('are not written where they hold what cannot be', async () => {
    const path = join(folder, 'kept')
    await writeFile(path, 'as before')
    const nan = new Embeddings(new WordList(['a', 'b']), 2, Float32Array.of(1, 2, 3, Number.NaN))
    await expect(writeVectors(path, nan, format)).rejects.toThrow("the vector of 'b' has NaN in it: nothing is written")
    const space = new Embeddings(new WordList(['a b']), 1, Float32Array.of(1))
    await expect(writeVectors(path, space, format)).rejects.toThrow(ValueError)
    expect(await readFile(path, 'utf8')).toBe('as before')
    await expect(writeVectors(join(folder, 'no', 'such'), small, format)).rejects.toThrow(/no such file or folder/)
  })

  it('are refused where there is no file, no header, or another kind of file', async () => {
    await expect(readVectors(join(folder, 'none'), format)).rejects.toThrow(/none: no such file/)
    await expect(readVectors(folder, format)).rejects.toThrow(FileError)
    for (const content of [
      '',
      '\n',
      'the 1 2 3\n',
      '3\n',
      '0 5\n',
      '3 0\n',
      '-3 5\n',
      `${'x'.repeat(5000)}`,
      'ab\xffcd',
    ]) {
      const path = join(folder, 'header')
      await writeFile(path, content, 'latin1')
      const error = await readVectors(path, format).catch((thrown) => thrown)
      expect(error, content.slice(0, 20)).toBeInstanceOf(FileError)
      expect(error.message).not.toContain('\n')
    }
  })

  it('are refused before memory is taken for what a header wrongly claims', async () => {
    const path = join(folder, 'claims')
    await writeFile(path, '900000000000 300\nthe 1 2\n')
    await expect(readVectors(path, format)).rejects.toThrow(/truncated or not word2vec/)
    await writeFile(path, gzipSync('900000000000 300\nthe 1 2\n'))
    await expect(readVectors(path, format)).rejects.toThrow(/more than memory holds/)
  })

  it('are refused wherever they are cut', async () => {
    const path = join(folder, `whole.${format}`)
    await writeVectors(path, small, format)
    const whole = await readFile(path)
    const cut = join(folder, `cut.${format}`)
    // A text file that lacks its last digits or line feed cannot be told from a whole one.
    const last = format === 'text' ? whole.lastIndexOf(' ') : whole.length - 2
    for (let length = 0; length <= last; length++) {
      for (const content of [whole.subarray(0, length), gzipSync(whole.subarray(0, length))]) {
        await writeFile(cut, content)
        await expect(readVectors(cut, format), `${length} bytes`).rejects.toThrow(FileError)
      }
    }
  })
})

describe('text vectors', () => {
  const read = async (content: string) => {
    const path = join(folder, 'vectors.txt')
    await writeFile(path, content)
    return readVectors(path, 'text')
  }

  it('are what the word2vec program and others write', async () => {
    expect((await read(`3 2\n${smallText}`)).vectors).toEqual(small.vectors)
    expect((await read(`3 2\n${smallText.replaceAll('\n', ' \n')}`)).vectors).toEqual(small.vectors)
    expect((await read(`3 2\r\n${smallText.replaceAll('\n', '\r\n')}`)).words.words).toEqual(['the', 'naïve', '世界'])
    await writeVectors(join(folder, 'small.txt'), small, 'text')
    expect((await readFile(join(folder, 'small.txt'), 'utf8')).split('\n').slice(0, 2)).toEqual([
      '3 2',
      'the 0.500000000 -1.00000000',
    ])
  })

  it.each([
    ['too few numbers', '2 2\na 1 2\nb 1\n\n', /vectors\.txt, line 3: expected a word and 2 numbers, found 1 numbers/],
    ['too many numbers', '2 2\na 1 2 3\nb 1 2\n', /line 2: expected a word and 2 numbers, found 3/],
    ['what is no number', '2 2\na 1 2\nb 1 x\n', /line 3: number 2 of 'b' is 'x', not a number/],
    ['no number between spaces', '2 2\na 1 2\nb 1 \n\n\n', /line 3: expected a word and 2 numbers/],
    ['an infinite number', '2 2\na 1 2\nb 1 1e99\n', /line 3: number 2 of 'b' is Infinity, not finite/],
    ['a word twice', '2 2\na 1 2\na 3 4\n', /line 3: 'a' is already word 1: remove one/],
    ['more words than its header', '1 2\na 1 2\nb 3 4\n', /more data follow the 1 words/],
    ['fewer words than its header', '3 2\na 1 2222222\nb 3 4444\n', /ends after 2 of 3 words: the file is truncated/],
  ])('are refused where there is %s', async (_, content, message) => {
    const error = await read(content).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(FileError)
    expect(error.message).toMatch(message)
  })
})

describe('binary vectors', () => {
  const rows = [
    ['the', 0.5, -1],
    ['naïve', 10.03125, 2],
  ] as const
  const read = async (content: Uint8Array) => {
    const path = join(folder, 'vectors.bin')
    await writeFile(path, content)
    return readVectors(path, 'binary')
  }

  it('are written byte for byte as the word2vec program does', async () => {
    const path = join(folder, 'program.bin')
    const values = Float32Array.of(0.5, -1, 10.03125, 2)
    await writeVectors(path, new Embeddings(new WordList(['the', 'naïve']), 2, values), 'binary')
    expect(await readFile(path)).toEqual(binary(rows, '\n'))
  })

  it.each(['', '\n'])('are read with %j after a row', async (after) => {
    const { words, vectors } = await read(binary(rows, after))
    expect(words.words).toEqual(['the', 'naïve'])
    expect([...vectors]).toEqual([0.5, -1, 10.03125, 2])
  })

  it.each([
    [
      'a word twice',
      binary(
        [
          ['a', 1],
          ['a', 2],
        ],
        '',
      ),
      /byte 10: 'a' is already word 1/,
    ],
    [
      'NaN',
      binary(
        [
          ['a', 1],
          ['b', Number.NaN],
        ],
        '\n',
      ),
      /number 1 of 'b' is NaN, not finite/,
    ],
    [
      'an empty word',
      binary(
        [
          ['a', 1],
          ['', 2],
        ],
        '\n',
      ),
      /expected a word, found a space/,
    ],
    ['more than its header says', binary(rows, '\n', '1 2'), /more data follow the 1 words/],
    [
      'a word that is no UTF-8',
      Buffer.concat([Buffer.from('1 1\n'), Buffer.of(0xff, 0x20, 0, 0, 0, 0)]),
      /byte 4: invalid UTF-8/,
    ],
  ])('are refused where there is %s', async (_, content, message) => {
    const error = await read(content).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(FileError)
    expect(error.message).toMatch(message)
  })
})
