// Folders of images: labels, sizes, kinds, and files that are not as they should be.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Random, ValueError } from '@infonce/core'
import { FileError } from '@infonce/runtime'
import { encodePng } from '@infonce/views'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { ImageError } from '../errors.js'
import { temporaryFolder } from '../testing/temporary-folder.js'
import type { OpenImagesOptions } from './image-options.js'
import { openImages } from './open-images.js'

const folder = temporaryFolder()
const at = (name: string): string => join(folder.path, name)

/** An image of one red. */
const red = (value: number, width = 8, height = width) =>
  encodePng(
    Uint8Array.from({ length: 3 * width * height }, (_, i) => (i % 3 === 0 ? value : 0)),
    width,
    height,
  )
const gray = (side: number) =>
  sharp(new Uint8Array(side * side).fill(100), { raw: { width: side, height: side, channels: 1 } })
    .toColorspace('b-w')
    .png()
    .toBuffer()
const random = Random.fromSeed(6)
/** Large enough to be cut off. */
const noise = sharp(
  Uint8Array.from({ length: 3 * 64 * 64 }, () => random.below(256)),
  { raw: { width: 64, height: 64, channels: 3 } },
)
const names = (set: { readonly images: readonly { readonly name: string }[] }) => set.images.map(({ name }) => name)
const first = async (reading: Promise<Uint8Array>) => (await reading)[0]

/** What a failing call throws. */
async function failureOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => expect.fail('nothing was thrown'),
    (error) => error,
  )
}

describe('a folder', () => {
  it('is read with those below it, sorted, other files and hidden ones left out', async () => {
    folder.put({
      ...{
        'b/2.png': await red(2),
        'a.PNG': await red(1),
        'b/1.webp': await sharp(await red(3))
          .webp()
          .toBuffer(),
      },
      ...{ 'README.md': 'x', '.x.png': 'x', '.git/y.png': 'x' },
    })
    const set = await openImages(folder.path)
    expect(set).toMatchObject({ size: 8, channels: 3, skipped: [] })
    expect(set.images).toEqual([
      { name: 'a.PNG', labels: {} },
      { name: 'b/1.webp', labels: { class: 'b' } },
      { name: 'b/2.png', labels: { class: 'b' } },
    ])
    expect(await set.read(2)).toEqual(Uint8Array.from({ length: 192 }, (_, i) => (i < 64 ? 2 : 0)))
    await expect(set.read(3)).rejects.toThrow(ValueError)
  })

  it('may have more files than are looked at together, and reports progress', async () => {
    for (let i = 0; i < 20; i++) folder.put({ [`${String(i).padStart(2, '0')}.png`]: await red(i) })
    const calls: [number, number][] = []
    const set = await openImages(folder.path, { onProgress: (done, total) => calls.push([done, total]) })
    for (const index of [0, 15, 16, 19]) expect(await first(set.read(index))).toBe(index)
    expect(calls).toEqual([
      [16, 40],
      [20, 40],
      [36, 40],
      [40, 40],
    ])
    for (const stopAt of [16, 36]) {
      const control = new AbortController()
      const onProgress = (done: number) => done >= stopAt && control.abort(new Error(`enough at ${done}`))
      const stopping = openImages(folder.path, { signal: control.signal, onProgress })
      await expect(stopping).rejects.toThrow(`enough at ${stopAt}`)
    }
  })

  it('of several kinds is an error, unless one is asked for', async () => {
    folder.put({ 'a.png': await red(1), 'b.bin': new Uint8Array(3073), 'c.jpg': await noise.clone().jpeg().toBuffer() })
    await expect(openImages(folder.path)).rejects.toThrow(
      new ImageError(
        folder.path,
        'has files of several kinds, 2 of images (.png, .jpg, .jpeg, .webp, .gif, .tif, .tiff, .avif) and 1 of cifar (.bin, .bin.gz): specify which kind to read',
      ),
    )
    const cifar = await openImages(folder.path, { kind: 'cifar' })
    expect(names(cifar)).toEqual(['b.bin[0]'])
    expect(cifar.found).toEqual({ read: { '.bin': 1 }, leftOut: { '.jpg': 1, '.png': 1 }, lost: {} })
    await expect(openImages(folder.path, { kind: 'npy' })).rejects.toThrow(
      'none of its 3 files has images: expected .npy, .npy.gz; found 1 .bin, 1 .jpg, 1 .png',
    )
  })

  it('may be one file', async () => {
    folder.put({ 'x_1.png': await red(7), 'y.png': 'broken', 'z.dat': await red(8) })
    const set = await openImages(at('x_1.png'), { labels: '{who}_{take}' })
    expect(set.images).toEqual([{ name: 'x_1.png', labels: { who: 'x', take: '1' } }])
    await expect(openImages(at('z.dat'))).rejects.toThrow('its extension is none of .png')
    expect(await first((await openImages(at('z.dat'), { kind: 'images' })).read(0))).toBe(8)
  })
})

describe('files of other kinds', () => {
  it('are counted, and a class that is lost by them is named', async () => {
    for (let i = 0; i < 3; i++) folder.put({ [`a/${i}.png`]: await red(i), [`a/${i}.heic`]: 'x', [`b/${i}.bmp`]: 'x' })
    folder.put({ 'a/Thumbs.db': 'x', 'b/photo': 'x', 'README.md': 'x' })
    const { images, found, skipped } = await openImages(folder.path)
    expect(images).toHaveLength(3)
    expect(skipped).toEqual([])
    expect(found).toEqual({
      read: { '.png': 3 },
      leftOut: { '.bmp': 3, '.heic': 3, 'without an extension': 1 },
      lost: { class: ['b'] },
    })
  })

  it('are none where all is read, tables of labels and IDX labels too', async () => {
    folder.put({ 'a.png': await red(1), 'labels.csv': 'file,kind\na.png,yes\n' })
    const { found } = await openImages(folder.path, { labels: { csv: at('labels.csv') } })
    expect(found).toEqual({ read: { '.png': 1 }, leftOut: {}, lost: {} })
    expect((await openImages(folder.path)).found.leftOut).toEqual({ '.csv': 1 })
  })

  it('that a table of labels names are said to be of another kind', async () => {
    folder.put({ 'a.png': await red(1), 'b.heic': 'x', 'labels.csv': 'file,kind\na.png,yes\nb.heic,no\n' })
    await expect(openImages(folder.path, { labels: { csv: at('labels.csv') } })).rejects.toThrow(
      'line 3: b.heic is not of the kind being read: convert it, or leave its row out',
    )
  })

  it('that sharp decodes are read: GIF, TIFF and AVIF, an animation by its first image', async () => {
    const flat = (value: number) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background: { r: value, g: value, b: value } } })
    const image = flat(200)
    const frames = await Promise.all([image.clone().png().toBuffer(), flat(0).png().toBuffer()])
    folder.put({
      'a.gif': await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
      'b.tif': await image.clone().tiff({ compression: 'none' }).toBuffer(),
      'c.TIFF': await image.clone().toColorspace('rgb16').tiff({ compression: 'none' }).toBuffer(),
      'd.avif': await image.clone().avif({ lossless: true }).toBuffer(),
    })
    expect((await sharp(at('a.gif')).metadata()).pages).toBe(2)
    const set = await openImages(folder.path)
    expect(set).toMatchObject({ size: 8, channels: 3, found: { leftOut: {} } })
    for (const i of [0, 1, 2, 3])
      for (const pixel of await set.read(i)) expect(Math.abs(pixel - 200), set.images[i]!.name).toBeLessThanOrEqual(2)
  })

  it('a TIFF of floats is refused: nobody says what is white', async () => {
    const floats = sharp(new Uint8Array(192).fill(200), { raw: { width: 8, height: 8, channels: 3 } })
    folder.put({
      'a.tif': await floats.toColorspace('scrgb').tiff({ compression: 'none' }).toBuffer(),
      'b.png': await red(1),
    })
    const { depth } = await sharp(at('a.tif')).metadata()
    expect(depth).toBe('float')
    await expect(openImages(folder.path)).rejects.toThrow(
      `${at('a.tif')}: holds numbers of type float, which has no defined white level: save it with 8 or 16 bits`,
    )
  })
})

describe('size and channels', () => {
  it('are those of squares of one size, up to 64', async () => {
    folder.put({ 'a.png': await red(1, 64), 'b.png': await red(2, 64) })
    expect(await openImages(folder.path)).toMatchObject({
      size: 64,
      sizes: { count: 1, smallest: [64, 64], largest: [64, 64] },
    })
    expect(await openImages(folder.path, { size: 20 })).toMatchObject({ size: 20 })
  })

  it.each<readonly [string, readonly (readonly [number, number])[], object]>([
    [
      'mixed sizes',
      [
        [20, 31],
        [64, 48],
        [20, 20],
      ],
      { count: 3, smallest: [20, 20], largest: [64, 48] },
    ],
    ['no squares', [[20, 31]], { count: 1, smallest: [20, 31], largest: [20, 31] }],
    ['large squares', [[65, 65]], { count: 1, smallest: [65, 65], largest: [65, 65] }],
  ])('are 32 for %s', async (_, sides, sizes) => {
    for (const [i, [width, height]] of sides.entries()) folder.put({ [`${i}.png`]: await red(9, width, height) })
    const set = await openImages(folder.path)
    expect(set).toMatchObject({ size: 32, channels: 3, sizes })
    for (const i of sides.keys())
      expect(await set.read(i)).toEqual(Uint8Array.from({ length: 3072 }, (_, j) => (j < 1024 ? 9 : 0)))
  })

  it('are gray only where all are', async () => {
    folder.put({ 'a.png': await gray(8) })
    expect(await openImages(folder.path)).toMatchObject({ channels: 1 })
    folder.put({ 'b.png': await red(5) })
    const set = await openImages(folder.path)
    expect(set.channels).toBe(3)
    expect(await set.read(0)).toEqual(new Uint8Array(192).fill(100))
  })
})

describe('labels', () => {
  it('are the folders that images lie in', async () => {
    folder.put({ 'train/cat/1.png': await red(1), 'train/dog/1.png': await red(1), 'x.png': await red(1) })
    const labels = (set: Awaited<ReturnType<typeof openImages>>) => set.images.map((image) => image.labels)
    expect(labels(await openImages(folder.path))).toEqual([{ class: 'cat' }, { class: 'dog' }, {}])
    expect(labels(await openImages(at('train'), { labels: '{animal}/{take}' }))).toEqual([
      { animal: 'cat', take: '1' },
      { animal: 'dog', take: '1' },
    ])
  })

  it('come from a table, whose rows and the files are the same', async () => {
    folder.put({ 'a.png': await red(1), 'b.png': await red(1), 'labels.csv': 'file,kind\na.png,yes\nb.png,no\n' })
    const labels = { csv: at('labels.csv') }
    const { images } = await openImages(folder.path, { labels })
    expect(images.map((image) => image.labels)).toEqual([{ kind: 'yes' }, { kind: 'no' }])
    folder.put({ 'labels.csv': 'file,kind\na.png,yes\nc.png,no\n' })
    await expect(openImages(folder.path, { labels })).rejects.toThrow('line 3: c.png is not among the files')
    const set = await openImages(folder.path, { labels, onBadFile: 'skip' })
    expect(names(set)).toEqual(['a.png'])
    expect(set.skipped.map(({ name }) => name)).toEqual(['c.png', 'b.png'])
    await expect(openImages(folder.path, { labels: { npy: at('l.npy') } })).rejects.toThrow(ValueError)
  })
})

describe('bad files', () => {
  it.each<readonly [string, string, () => Promise<Uint8Array | string>, string]>([
    ['text', 'x.jpg', async () => 'hello there', 'is not an image: it begins with the bytes 68 65 6c 6c; expected PNG'],
    ['another format', 'x.png', async () => 'PK\x03\x04 and more', 'is not an image: it begins like ZIP'],
    ['no bytes', 'x.webp', async () => '', 'is empty, not an image'],
    [
      'a header alone',
      'x.png',
      async () => (await red(1)).subarray(0, 30),
      'cannot be decoded: it is truncated or corrupt',
    ],
    [
      'JPEG cut off',
      'x.jpg',
      async () => (await noise.clone().jpeg().toBuffer()).subarray(0, 1500),
      'cannot be decoded: it is truncated or corrupt',
    ],
    [
      'PNG cut off',
      'x.png',
      async () => (await noise.clone().png().toBuffer()).subarray(0, 3000),
      'cannot be decoded: it is truncated or corrupt',
    ],
    [
      'WebP cut off',
      'x.webp',
      async () => (await noise.clone().webp().toBuffer()).subarray(0, -9),
      'cannot be decoded: it is truncated or corrupt',
    ],
    [
      'PNG with another byte',
      'x.png',
      async () => (await noise.clone().png().toBuffer()).map((byte, i) => (i === 900 ? byte ^ 255 : byte)),
      'cannot be decoded: it is truncated or corrupt',
    ],
  ])('%s: thrown or left out', async (_, name, content, message) => {
    folder.put({ [name]: await content() })
    const error = await failureOf(openImages(folder.path))
    expect(error).toBeInstanceOf(ImageError)
    expect(error.message).toContain(`${at(name)}: `)
    expect(error.message).toContain(message)
    expect(error.message).not.toContain('\n')
    const alone = await failureOf(openImages(folder.path, { onBadFile: 'skip' }))
    expect(alone.message).toBe(`${folder.path}: none of its 1 files can be used; ${error.message}`)

    folder.put({ 'good.png': await red(3), 'z.png': await red(4) })
    const set = await openImages(folder.path, { onBadFile: 'skip', size: 8 })
    expect(names(set)).toEqual(['good.png', 'z.png'])
    expect([await first(set.read(0)), await first(set.read(1))]).toEqual([3, 4])
    expect(set.skipped).toEqual([{ name, reason: error.message }])
  })

  it('the first in order is named, whichever was found out first', async () => {
    folder.put({ 'a.png': await red(1), 'b.png': '', 'c.png': '' })
    await expect(openImages(folder.path)).rejects.toThrow(at('b.png'))
  })

  it('that cannot be read', async () => {
    folder.put({ 'a.png': await red(1) })
    symlinkSync('nowhere', at('b.png'))
    const error = await failureOf(openImages(folder.path))
    expect(error).toBeInstanceOf(FileError)
    expect(error.message).toContain(`${at('b.png')}: cannot be read: no such file or folder (ENOENT)`)
    expect((await openImages(folder.path, { onBadFile: 'skip' })).skipped).toEqual([
      { name: 'b.png', reason: error.message },
    ])
  })

  it.skipIf(process.platform === 'win32')('what is no regular file', async () => {
    const server = createServer().listen(at('x.png'))
    await new Promise((resolve) => server.on('listening', resolve))
    await expect(openImages(folder.path)).rejects.toThrow('is not a regular file')
    server.close()
  })

  it('an empty folder, one without images, and none', async () => {
    await expect(openImages(folder.path)).rejects.toThrow(
      new ImageError(folder.path, 'there are no files in this folder, nor in any below it'),
    )
    mkdirSync(at('sub'))
    folder.put({ 'readme.txt': 'x', 'sub/notes': 'y' })
    await expect(openImages(folder.path)).rejects.toThrow('none of its 2 files has images: expected .png')
    await expect(openImages(at('none'))).rejects.toThrow(FileError)
  })

  it('options that are none', async () => {
    folder.put({ 'a.png': await red(1) })
    for (const options of [
      ...[{ kind: 'gif' }, { size: 0 }, { size: 3.5 }, { size: 5000 }, { channels: 4 }, { labels: 5 }, { labels: {} }],
      ...[{ labels: null }, { labels: 'nothing' }, { onBadFile: 'ignore' }, { cacheBytes: -1 }],
    ])
      await expect(openImages(folder.path, options as OpenImagesOptions), JSON.stringify(options)).rejects.toThrow(
        ValueError,
      )
  })
})

it('pixels are kept within the budget, and read anew beyond it', async () => {
  folder.put({ 'a.png': await red(1), 'b.png': await red(2) })
  const bounded = await openImages(folder.path, { cacheBytes: 200 })
  const unbounded = await openImages(folder.path)
  folder.put({ 'a.png': await red(9), 'b.png': await red(8) })
  for (const index of [0, 1]) expect(await first(unbounded.read(index))).toBe(index + 1)
  expect(await first(bounded.read(0))).toBe(1)
  expect(await first(bounded.read(1))).toBe(8)
  expect(await first(bounded.read(0))).toBe(9)
  rmSync(at('b.png'))
  await expect(bounded.read(1)).rejects.toThrow(FileError)
})
