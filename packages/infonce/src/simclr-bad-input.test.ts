// Images that `infonce simclr train` cannot use, and odd ones that it can: each is told in one line.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventsOf, messages, TestCommand } from './testing/command.js'
import { SMALL_SIMCLR, writeDrawings } from './testing/small-drawings.js'

let infonce: TestCommand
let good: string[]

const train = (images: string, ...more: string[]) =>
  infonce.ask('simclr', 'train', images, '--out', 'run', ...SMALL_SIMCLR, '--epochs', '1', ...more)

/** A flat image. */
const flat = (width: number, height: number, channels: 3 | 4, color: object) =>
  sharp({ create: { width, height, channels, background: { r: 200, g: 30, b: 90, alpha: 1, ...color } } })

/** Files that cannot be used, by their names, and what is said of them. */
const bad: Readonly<Record<string, { bytes: () => Uint8Array; says: RegExp }>> = {
  'text.png': { bytes: () => Buffer.from('no image at all'), says: /\S/ },
  'cut.png': { bytes: () => readFileSync(infonce.path('images', good[0]!)).subarray(0, 200), says: /\S/ },
  'empty.jpg': { bytes: () => new Uint8Array(0), says: /empty/ },
}

beforeAll(async () => {
  infonce = await TestCommand.build()
  good = await writeDrawings(infonce.path('images'), { images: 40 })
  for (const folder of ['mixed', 'nothing', 'texts', 'sizes', 'several', 'bare']) mkdirSync(infonce.path(folder))
  for (const name of good)
    for (const folder of ['mixed', 'bare'])
      copyFileSync(infonce.path('images', name), infonce.path(folder, basename(name)))
  for (const [name, { bytes }] of Object.entries(bad)) {
    const folder = infonce.path(`with ${name}`)
    mkdirSync(folder)
    copyFileSync(infonce.path('images', good[0]!), `${folder}/good.png`)
    for (const path of [`${folder}/${name}`, infonce.path('mixed', name)]) writeFileSync(path, bytes())
  }
  writeFileSync(infonce.path('texts', 'notes.txt'), 'no image')
  copyFileSync(infonce.path('images', good[0]!), infonce.path('several', 'a.png'))
  writeFileSync(infonce.path('several', 'b.npy'), '')
  for (let i = 0; i < 5; i++) {
    await flat(20, 31, 4, { alpha: i / 5 })
      .png()
      .toFile(infonce.path('sizes', `alpha${i}.png`))
    await flat(640, 480, 3, {})
      .grayscale()
      .jpeg()
      .toFile(infonce.path('sizes', `gray${i}.jpg`))
    await flat(40, 40, 3, { g: 50 * i })
      .webp()
      .toFile(infonce.path('sizes', `square${i}.webp`))
    await flat(40, 50, 3, { r: 50 * i })
      .png({ palette: true })
      .toFile(infonce.path('sizes', `palette${i}.png`))
  }
}, 240_000)

afterAll(() => infonce.remove())

describe('simclr train', { timeout: 180_000 }, () => {
  it.each(Object.entries(bad))('says what is wrong with %s', async (name, { says }) => {
    const finished = await train(`with ${name}`)
    expect(finished).toMatchObject({ code: 1, stdout: '' })
    expect(messages(finished)).toMatch(/^error: .*\n$/)
    expect(messages(finished)).toContain(name)
    expect(messages(finished)).toMatch(says)
    expect(existsSync(infonce.path('run'))).toBe(false)
  })

  it('continues with the rest where that is asked for, and tells each that is left out', async () => {
    const finished = await infonce.ask(
      ...['simclr', 'train', 'mixed', '--out', 'skipped', ...SMALL_SIMCLR, '--epochs', '1', '--skip-bad', '--json'],
    )
    expect(finished.code).toBe(0)
    const events = eventsOf(finished)
    const skipped = events.filter(({ type }) => type === 'skipped') as { name: string; reason: string }[]
    expect(skipped.map(({ name }) => name).sort()).toEqual(Object.keys(bad).sort())
    for (const { reason } of skipped) expect(finished.stderr).toContain(`left out: ${reason}\n`)
    expect(events.find(({ type }) => type === 'begin')).toMatchObject({ images: good.length })
  })

  it('tells which kinds of files are left out, and which class is lost, before it says what is wrong', async () => {
    for (const [i, name] of good.slice(0, 20).entries()) {
      mkdirSync(infonce.path('lost', 'a'), { recursive: true })
      mkdirSync(infonce.path('lost', 'b'), { recursive: true })
      copyFileSync(infonce.path('images', name), infonce.path('lost', 'a', `${i}.png`))
      for (const other of [`a/${i}.heic`, `b/${i}.bmp`, `b/${i}.heic`])
        writeFileSync(infonce.path('lost', ...other.split('/')), 'x')
    }
    const args = ['--epochs', '1', '--labels', '{class}/*']
    const told =
      'read: 20 .png; ignored files of other kinds: 40 .heic, 20 .bmp\n' +
      'no file is read of class b: convert these files to train on them too\n'
    const plain = await infonce.ask('simclr', 'train', 'lost', '--out', 'lost-run', ...SMALL_SIMCLR, ...args)
    expect(plain).toMatchObject({ code: 0, stderr: expect.stringContaining(told) })
    expect(JSON.parse(readFileSync(infonce.path('lost-run', 'run.json'), 'utf8')).found).toEqual({
      count: 20,
      leftOut: { '.heic': 40, '.bmp': 20 },
    })
    const asked = await train('lost', ...args, '--label', 'class')
    expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining(told) })
    expect(asked.stderr).toMatch(/\nerror: .*all have the class 'a': nearest neighbors need at least two classes/)
  })

  it('takes alpha, gray and mixed sizes, and says to what it brings them', async () => {
    const { code, stderr } = await infonce.ask(
      ...['simclr', 'train', 'sizes', '--out', 'sized', ...SMALL_SIMCLR, '--epochs', '1'],
    )
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stderr).toContain('images of 20 × 31 to 640 × 480, read as 32 × 32\n')
    expect(stderr).toContain('20 images of 32 × 32; 1 steps')
  })

  it.each([
    ['nowhere', [], 1, /nowhere: cannot be read: no such file or folder/],
    ['nothing', [], 1, /nothing: there are no files in this folder/],
    ['texts', [], 1, /texts: none of its 1 files has images: expected .*\.png/],
    ['several', [], 1, /has files of several kinds, .* specify which kind/],
    ['images', ['--batch', '64'], 1, /there are 40, fewer than the batch of 64: take a batch of 40 or less/],
    ['bare', ['--labels', '{name}', '--label', 'class'], 1, /has no label 'class'/],
    [
      'images',
      ['--only', 'class=disc', '--batch', '4', '--label', 'class'],
      1,
      /all have the class 'disc': nearest neighbors need at least two classes/,
    ],
    ['images', ['--only', 'class=disk'], 1, /'disk'/],
    ['images', ['--labels', 'labels.txt'], 2, /--labels: expected a pattern such as .*found 'labels\.txt'/],
    ['images', ['--labels', 'none.csv'], 1, /none\.csv: cannot be read/],
    ['images', ['--test-labels', '{class}'], 2, /--test-labels does nothing without --test/],
    ['images', ['--kind', 'gif'], 2, /--kind: expected one of images, cifar, idx, npy, found 'gif'/],
    ['images', ['--size', '2'], 2, /--size: expected a whole number from 4 to 4096, found '2'/],
    ['images', ['--channels', '4'], 2, /--channels: expected 1 or 3, found '4'/],
    [
      'images',
      ['--network', 'convolutional', '--widths', '8,8,8,8', '--width-factor', '2'],
      2,
      /--width-factor does nothing with --widths 8,8,8,8: leave it out/,
    ],
    ['images', ['--depth', '18'], 2, /--depth does nothing with --network convolutional: leave it out/],
    ['images', ['--crop', '0,1'], 2, /--crop: expected two shares.*found '0,1'/],
    ['images', ['--chunk', '5'], 2, /--chunk: expected a divisor of the batch of 16/],
  ] as const)('of %s %s is refused', async (images, args, code, message) => {
    const finished = await train(images, ...args)
    expect(finished).toMatchObject({ code, stdout: '' })
    expect(messages(finished)).toMatch(/^error: .*\n$/)
    expect(messages(finished)).toMatch(message)
    expect(existsSync(infonce.path('run'))).toBe(false)
  })

  it('is told where images are missing, and what a run that is resumed does not take', async () => {
    expect((await infonce.ask('simclr', 'train', '--out', 'run')).stderr).toMatch(/^error: images are missing: give/)
    expect((await infonce.ask('simclr', 'train', 'images')).stderr).toMatch(/--out is missing/)
    const args = ['--resume', 'skipped', '--size', '32', '--skip-bad', '--epochs', '3']
    expect((await infonce.ask('simclr', 'train', ...args)).stderr).toMatch(
      /^error: --resume resumes .* leave out --skip-bad, --size, --epochs, /,
    )
    const again = await infonce.ask('simclr', 'train', '--resume', 'skipped')
    expect(again).toEqual({ code: 0, signal: null, stdout: '', stderr: 'the run in skipped is finished already\n' })
  })
})
