// CIFAR, IDX and NPY files.
import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Random, ValueError } from '@infonce/core'
import { encodeNpy } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { ImageError } from '../errors.js'
import { arrays } from '../testing/image-files.fixture.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import type { OpenImagesOptions } from './image-options.js'
import type { ImageSet } from './images.js'
import { openImages } from './open-images.js'

const folder = temporaryFolder()
const at = (name: string): string => join(folder.path, name)
const random = Random.fromSeed(4)

/** Records of CIFAR: labels and 3072 random bytes. */
const cifar = (...labels: readonly (readonly number[])[]): Uint8Array =>
  Uint8Array.from(labels.flatMap((own) => [...own, ...Array.from({ length: 3072 }, () => random.below(256))]))
const labelsOf = ({ images }: ImageSet) => images.map(({ labels }) => labels)

async function expectImages(set: ImageSet, expected: readonly (readonly unknown[])[]): Promise<void> {
  expect(set.images).toHaveLength(expected.length)
  for (const [i, planes] of expected.entries()) expect([...(await set.read(i))]).toEqual(planes.flat(2))
}

describe('CIFAR', () => {
  it('of ten classes has their names, by records of 3073 bytes', async () => {
    const bytes = cifar([0], [9], [3])
    folder.put({ 'x.bin': bytes })
    const set = await openImages(at('x.bin'))
    expect(set).toMatchObject({ size: 32, channels: 3, sizes: { count: 1 }, skipped: [] })
    expect(set.images).toEqual([
      { name: 'x.bin[0]', labels: { class: 'airplane' } },
      { name: 'x.bin[1]', labels: { class: 'truck' } },
      { name: 'x.bin[2]', labels: { class: 'cat' } },
    ])
    for (const i of [2, 0, 1]) expect(await set.read(i)).toEqual(bytes.subarray(3073 * i + 1, 3073 * (i + 1)))
    await expect(set.read(3)).rejects.toThrow(ValueError)
  })

  it('of a hundred has two labels, by records of 3074', async () => {
    const bytes = cifar([19, 99], [0, 5])
    folder.put({ 'x.bin': bytes })
    const set = await openImages(at('x.bin'))
    expect(labelsOf(set)).toEqual([
      { coarse: '19', class: '99' },
      { coarse: '0', class: '5' },
    ])
    expect(await set.read(1)).toEqual(bytes.subarray(3074 + 2))
  })

  it('may be packed, and lie in several files of a folder', async () => {
    const [a, b] = [cifar([1], [2]), cifar([3])]
    folder.put({ 'a.bin.gz': gzipSync(a), 'b.bin': b, 'readme.html': 'x' })
    const set = await openImages(folder.path)
    expect(set.images.map(({ name }) => name)).toEqual(['a.bin.gz[0]', 'a.bin.gz[1]', 'b.bin[0]'])
    expect(labelsOf(set)).toEqual([
      { file: 'a', class: 'automobile' },
      { file: 'a', class: 'bird' },
      { file: 'b', class: 'cat' },
    ])
    expect(await set.read(1)).toEqual(a.subarray(3074))
    expect(await set.read(2)).toEqual(b.subarray(1))
    const named = await openImages(folder.path, { labels: '{part}.*' }).catch((error) => error)
    expect(named.message).toContain('does not match the pattern')
    expect(labelsOf(await openImages(at('b.bin'), { labels: '{part}' }))).toEqual([{ part: 'b', class: 'cat' }])
  })

  it('is read as of two sizes alike by its labels', async () => {
    // 3073 · 3074 bytes divide by both.
    const bytes = new Uint8Array(3073 * 3074)
    for (let i = 0; i < 3073; i++) bytes.set([7, 55], 3074 * i)
    folder.put({ 'x.bin': bytes })
    expect(labelsOf(await openImages(at('x.bin')))[5]).toEqual({ coarse: '7', class: '55' })
    folder.put({ 'x.bin': new Uint8Array(3073 * 3074) })
    await expect(openImages(at('x.bin'))).rejects.toThrow('fits both CIFAR-10 and CIFAR-100')
  })

  it.each<readonly [string, () => Uint8Array, string]>([
    ['no bytes', () => new Uint8Array(), 'is empty, not a CIFAR file'],
    [
      'a byte less',
      () => cifar([1], [2]).subarray(1),
      'its 6145 bytes are not a whole number of records of 3073 bytes',
    ],
    ['a label too high', () => cifar([1], [10]), 'record 1 (counted from 0) has the class 10, and CIFAR-10 has 0 to 9'],
    ['a coarse label too high', () => cifar([20, 0]), 'record 0 (counted from 0) has the coarse 20'],
    [
      'gzip that is cut off',
      () => gzipSync(cifar([1])).subarray(0, 900),
      'cannot be decompressed: unexpected end of file',
    ],
    ['gzip of something else', () => gzipSync('hello'), 'its 5 bytes are not a whole number'],
  ])('refuses %s', async (_, bytes, message) => {
    folder.put({ 'x.bin': bytes() })
    await expect(openImages(at('x.bin'))).rejects.toThrow(ImageError)
    await expect(openImages(at('x.bin'))).rejects.toThrow(`${at('x.bin')}: ${message}`)
    folder.put({ 'y.bin': cifar([4]) })
    const set = await openImages(folder.path, { onBadFile: 'skip' })
    expect(set.images.map(({ name }) => name)).toEqual(['y.bin[0]'])
    expect(set.skipped).toMatchObject([{ name: 'x.bin', reason: expect.stringContaining(message) }])
  })

  it('takes no labels from elsewhere', async () => {
    folder.put({ 'x.bin': cifar([4]), 'x.csv': 'class\na\n' })
    await expect(openImages(folder.path, { labels: { csv: at('x.csv') } })).rejects.toThrow(ValueError)
  })
})

describe('IDX', () => {
  const { idx, idxPacked, idxColors, idxLabels } = arrays.files

  it.each([
    ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
    ['t10k-images.idx3-ubyte', 't10k-labels.idx1-ubyte'],
  ])('%s has the labels of the file beside it, packed or not', async (images, labels) => {
    for (const packs of [false, true]) {
      folder.put({ [packs ? `${images}.gz` : images]: packs ? idxPacked : idx, [labels]: idxLabels })
      const set = await openImages(folder.path)
      expect(set).toMatchObject({ size: 5, channels: 1 })
      await expectImages(set, arrays.gray)
      expect(labelsOf(set)).toEqual(arrays.labels.map((value) => ({ class: value })))
    }
    folder.put({ [`other-${images}`]: idx, [`other-${labels}.gz`]: gzipSync(idxLabels) })
    const both = await openImages(folder.path)
    // Of a file and the same packed, one is read.
    expect(both.images).toHaveLength(6)
    expect(labelsOf(both)[0]).toMatchObject({ class: '7', file: expect.stringMatching(/^other-(train|t10k)-images$/) })
  })

  it('needs no labels, and may have colors', async () => {
    folder.put({ 'x-idx4-ubyte': idxColors })
    const set = await openImages(folder.path)
    expect(set).toMatchObject({ size: 5, channels: 3 })
    expect(labelsOf(set)).toEqual([{}, {}, {}])
    await expectImages(set, arrays.colors)
  })

  it('is gray or of colors as that is asked for, and resized', async () => {
    folder.put({ 'x-idx3-ubyte': idx })
    const colors = await openImages(folder.path, { channels: 3 })
    await expectImages(
      colors,
      arrays.gray.map(([plane]) => [plane, plane, plane]),
    )
    const large = await openImages(folder.path, { size: 10 })
    expect(await large.read(2)).toHaveLength(100)
  })

  const wrong = (index: number, value: number) => idx.map((byte, i) => (i === index ? value : byte))
  it.each<readonly [string, Uint8Array, string]>([
    ['no bytes', new Uint8Array(), 'is empty, not an IDX file'],
    ['another file', new TextEncoder().encode('hello'), 'is not an IDX file: it begins with the bytes 68 65 6c 6c'],
    ['floats', wrong(2, 13), 'is IDX of numbers of type 13, expected 8, unsigned bytes'],
    ['one axis', idxLabels, 'has the shape (3,), expected (N, H, W), (N, H, W, C) or (N, C, H, W)'],
    ['a header cut off', idx.subarray(0, 9), 'ends within its header of 16 bytes'],
    ['truncated', idx.subarray(0, 60), 'holds 44 bytes, and its shape (3, 5, 5) has 75: it is truncated or corrupt'],
    ['no images', wrong(7, 0).subarray(0, 16), 'has no images: its shape is (0, 5, 5)'],
  ])('refuses %s', async (_, bytes, message) => {
    folder.put({ 'x-idx3-ubyte': bytes })
    await expect(openImages(folder.path)).rejects.toThrow(ImageError)
    await expect(openImages(folder.path)).rejects.toThrow(`${at('x-idx3-ubyte')}: ${message}`)
  })

  it('refuses labels of another number', async () => {
    const few = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 5, 6)
    folder.put({ 'images-idx3-ubyte': idx, 'labels-idx1-ubyte': few })
    await expect(openImages(folder.path)).rejects.toThrow(
      `${at('labels-idx1-ubyte')}: has the shape (2,), expected (3,): a label for each image`,
    )
  })
})

describe('NPY', () => {
  const { npyGray, npyRows, npyPlanes, npyFortran, npyFloats, npyLabels } = arrays.files

  it.each([
    ['[N, H, W]', npyGray, arrays.gray],
    ['[N, H, W, 3]', npyRows, arrays.colors],
    ['[N, 3, H, W]', npyPlanes, arrays.colors],
    ['[N, H, W, 3] of floats up to 1', npyFloats, arrays.colors],
  ])('of %s', async (_, bytes, expected) => {
    for (const [name, content] of [['x.npy', bytes] as const, ['y.npy.gz', gzipSync(bytes)] as const]) {
      folder.put({ [name]: content })
      const set = await openImages(at(name))
      expect(set).toMatchObject({ size: 5, channels: expected[0]!.length })
      await expectImages(set, expected)
    }
  })

  /** A header of version 1 for an array of uint8, and its bytes. */
  function npy(shape: readonly number[], type = '|u1', bytes = 1): Uint8Array {
    const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`.padEnd(100)
    const count = shape.reduce((product, side) => product * side, bytes)
    const begin = [0x93, ...Array.from('NUMPY', (letter) => letter.charCodeAt(0)), 1, 0, text.length, 0]
    return Uint8Array.from([...begin, ...new TextEncoder().encode(text), ...new Array(count).fill(0)])
  }

  it.each<readonly [string, Uint8Array, string]>([
    ["Fortran's order", npyFortran, 'is in Fortran order'],
    ['one axis', npy([9, 9]), 'has the shape (9, 9), expected (N, H, W)'],
    ['two ways to read it', npy([2, 3, 4, 3]), 'may be (N, C, H, W) or (N, H, W, C)'],
    ['no channels', npy([2, 4, 5, 6]), 'neither its second nor its last axis has 1 or 3 channels'],
    ['a side of 0', npy([2, 0, 5]), 'has no images: its shape is (2, 0, 5)'],
    ['truncated', npyGray.subarray(0, -1), 'holds 74 of 75 bytes of its array: it is truncated'],
  ])('refuses %s', async (_, bytes, message) => {
    folder.put({ 'x.npy': bytes })
    await expect(openImages(folder.path)).rejects.toThrow(ImageError)
    await expect(openImages(folder.path)).rejects.toThrow(message)
  })

  it('takes labels of an array or of the rows of a table', async () => {
    folder.put({ 'x.npy': npyGray, 'y.npy': npyLabels, 'z.csv': 'kind,color\na,red\nb,"dark, blue"\na,red\n' })
    const options = { labels: { npy: at('y.npy') } }
    expect(labelsOf(await openImages(folder.path, options))).toEqual(arrays.labels.map((value) => ({ class: value })))
    expect(labelsOf(await openImages(at('x.npy'), { labels: { csv: at('z.csv') } }))).toEqual([
      { kind: 'a', color: 'red' },
      { kind: 'b', color: 'dark, blue' },
      { kind: 'a', color: 'red' },
    ])
  })

  it.each<readonly [string, string, Uint8Array | string, string]>([
    ['as many rows', 'l.csv', 'a\n1\n', 'has labels for 1 images, and there are 3'],
    ['rows of one length', 'l.csv', 'a,b\n1,2\n1\n1,2\n', 'l.csv, line 3: has 1 fields, line 1 has 2'],
    ['no empty field', 'l.csv', 'a,b\n1,2\n1,\n1,2\n', 'l.csv, line 3: its field b is empty'],
    ['names', 'l.csv', '', 'l.csv, line 1: expected the names of the labels, found nothing'],
    [
      'whole numbers',
      'l.npy',
      encodeNpy(Float32Array.of(1, 2.5, 3), [3]),
      'label 1 (counted from 0) is 2.5, expected a whole number',
    ],
    ['one axis', 'l.npy', npy([3, 1]), 'holds u1 of the shape (3, 1), expected whole numbers of the shape (N,)'],
  ])('of labels: %s', async (_, name, content, message) => {
    folder.put({ 'x.npy': npyGray, [name]: content })
    const labels = name.endsWith('.csv') ? { csv: at(name) } : { npy: at(name) }
    await expect(openImages(at('x.npy'), { labels })).rejects.toThrow(ImageError)
    await expect(openImages(at('x.npy'), { labels })).rejects.toThrow(message)
  })

  it('is an error also under skip where rows of labels would be for other images', async () => {
    folder.put({ 'a.npy': npyFortran, 'b.npy': npyGray, 'l.csv': 'a\n1\n2\n3\n' })
    const options: OpenImagesOptions = { labels: { csv: at('l.csv') }, onBadFile: 'skip' }
    await expect(openImages(folder.path, options)).rejects.toThrow('is in Fortran order')
  })
})

describe('the budget', () => {
  it('holds a file that fits, and reads a larger one in parts', async () => {
    const bytes = cifar([1], [2], [3])
    folder.put({ 'x.bin': bytes })
    const held = await openImages(at('x.bin'))
    const parts = await openImages(at('x.bin'), { cacheBytes: 4000 })
    for (const i of [0, 2, 1, 0]) expect(await parts.read(i)).toEqual(await held.read(i))
    truncateSync(at('x.bin'), 5000)
    expect(await held.read(2)).toEqual(bytes.subarray(2 * 3073 + 1))
    await expect(parts.read(2)).rejects.toThrow('has changed since it was opened')
  })

  it('refuses to unpack a file that does not fit', async () => {
    folder.put({ 'x.bin.gz': gzipSync(cifar([1], [2])) })
    await expect(openImages(at('x.bin.gz'), { cacheBytes: 6145 })).rejects.toThrow(
      'does not fit into cacheBytes, 6145 bytes: raise it, or unpack the file by gunzip',
    )
    expect((await openImages(at('x.bin.gz'), { cacheBytes: 6146 })).images).toHaveLength(2)
  })
})
