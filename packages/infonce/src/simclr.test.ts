// The commands about a model of images as a user runs them, on one that was trained so.
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseNpy } from '@infonce/cpc'
import { loadModel } from '@infonce/runtime'
import { embedImages, openImages, simclr } from '@infonce/simclr'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Finished, messages, TestCommand } from './testing/command.js'
import { SMALL_SIMCLR, writeDrawings } from './testing/small-drawings.js'

interface Evaluated {
  readonly neighbors: { readonly accuracy: number; readonly correct: number; readonly total: number }
}

let infonce: TestCommand

async function runWell(...args: string[]): Promise<Finished> {
  const finished = await infonce.ask('simclr', ...args)
  expect({ code: finished.code, messages: messages(finished) }).toEqual({ code: 0, messages: '' })
  return finished
}

beforeAll(async () => {
  infonce = await TestCommand.build()
  await writeDrawings(infonce.path('images'), { images: 60 })
  await writeDrawings(infonce.path('others'), { images: 20, seed: 2 })
  const { code, stderr } = await infonce.ask(
    ...['simclr', 'train', 'images', '--out', 'run', ...SMALL_SIMCLR, '--epochs', '8', '--test', 'others'],
  )
  expect({ code, stderr }).toMatchObject({ code: 0 })
}, 240_000)

afterAll(() => infonce.remove())

describe('simclr embed', { timeout: 180_000 }, () => {
  it('writes a row for each image of the run, as the encoder gives it, and says which is whose', async () => {
    const { stdout } = await runWell('embed', 'run', '--out', 'all.npy')
    expect(stdout).toMatch(/^all\.npy +[\d.]+ kB\nall\.rows\.csv +[\d.]+ kB\n60 rows of \d+ numbers: h\n$/)
    const { length, channels, samples } = parseNpy(readFileSync(infonce.path('all.npy')))
    const set = await openImages(infonce.path('images'))
    const expected = await embedImages(await loadModel(simclr, infonce.path('run')), set)
    expect({ length, channels }).toEqual({ length: 60, channels: expected.columns })
    for (let row = 0; row < 60; row++)
      for (let i = 0; i < channels; i++)
        expect(samples[i * 60 + row]).toBeCloseTo(expected.data[row * channels + i]!, 5)
    const rows = readFileSync(infonce.path('all.rows.csv'), 'utf8').trimEnd().split('\n')
    expect(rows).toEqual(['file,class', ...set.images.map(({ name, labels }) => `${name},${labels.class}`)])
  })

  it('brings other images to the model’s size, and writes embeddings too', async () => {
    mkdirSync(infonce.path('large'))
    await sharp({ create: { width: 50, height: 70, channels: 3, background: 'red' } })
      .jpeg()
      .toFile(infonce.path('large', 'a.jpg'))
    const { code, stdout, stderr } = await infonce.ask(
      ...['simclr', 'embed', 'run', 'large', '--encoding', 'z', '--out', 'z.csv', '--json'],
    )
    expect(code).toBe(0)
    expect(messages({ stderr })).toBe('images of 50 × 70, read as 16 × 16\n')
    expect(JSON.parse(stdout)).toEqual({ files: ['z.csv'], rows: 1, columns: 8, encoding: 'z', skipped: [] })
    expect(readFileSync(infonce.path('z.csv'), 'utf8')).toMatch(/^file,z\.0,.*,z\.7\na\.jpg,/)
  })

  it.each([
    [['run', '--out', 'new.txt'], /^error: --out: expected a name that ends in \.npy or \.csv, found 'new\.txt'\n$/],
    [['run', '--out', 'new.npy', '--encoding', 'c'], /--encoding: expected one of h, .*z, found 'c'/],
    [['run', '--out', 'new.npy', '--kind', 'idx'], /--kind: has an effect only on given images/],
    [['images', '--out', 'new.npy'], /images holds no model .*: give the folder that infonce simclr train wrote/],
  ] as const)('refuses %s', async (args, message) => {
    const finished = await infonce.ask('simclr', 'embed', ...args)
    expect([1, 2]).toContain(finished.code)
    expect(messages(finished)).toMatch(message)
  })
})

describe('simclr probe', { timeout: 180_000 }, () => {
  it('evaluates the model beside itself untrained and pixels, on the test images of the run', async () => {
    const { stdout } = await runWell('probe', 'run', '--neighbors', '5')
    const lines = stdout.split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(lines[0]).toBe('60 training images, 20 test images. class: 10 classes, the most frequent 10.0 %.')
    expect(lines[2]).toMatch(/^features +pooling +size +class +5-NN$/)
    expect(lines.slice(3, 8).map((line) => line.split(/ +/)[0])).toEqual([
      ...['pixels', 'untrained', 'untrained', 'SimCLR', 'SimCLR'],
    ])
    expect(stdout.replaceAll('\n', ' ')).toContain('pixels are the numbers of the image.')
  })

  it('keeps a share for the test, trains the same network with labels, and writes it all as JSON', async () => {
    const labels = ['--train', 'images', '--labels', '*/{shape}-{index}_{texture}', '--hold-out', '0.25']
    const { stdout } = await runWell(
      ...[
        'probe',
        'run',
        ...labels,
        '--label',
        'texture',
        '--neighbors',
        '5',
        '--encoding',
        'h',
        '--supervised',
        '--json',
      ],
    )
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ training: 45, test: 15, k: 5, labels: { texture: { classes: 5 } } })
    expect(result.rows.map(({ name, size }: { name: string; size: number }) => [name, size])).toEqual([
      ['pixels', 768],
      ['untrained', expect.any(Number)],
      ['SimCLR', expect.any(Number)],
      ['supervised', expect.any(Number)],
    ])
    for (const { scores } of result.rows.slice(0, -1))
      expect(scores.texture.fit).toEqual({ iterations: expect.any(Number), converged: true })
    expect(result.unconverged).toBe(0)
    expect(result.rows.at(-1).scores.texture).not.toHaveProperty('neighbors')
    expect(result.rows.at(-1).scores.texture).not.toHaveProperty('fit')
  })

  it.each([
    [['--label', 'color'], /--label color: no image has such a label; labels are class/],
    [['--neighbors', '61'], /--neighbors: expected at most 60, as there are training images, found 61/],
    [['--hold-out', '2'], /--hold-out: expected a share above 0 and below 1, found '2'/],
    [
      ['--train', 'images', '--only', 'class=disc'],
      /--label class: all training images are 'disc'|class.*there must be two/,
    ],
  ] as const)('refuses %s', async (args, message) => {
    const finished = await infonce.ask('simclr', 'probe', 'run', ...args)
    expect(finished).toMatchObject({ code: 2, stdout: '' })
    expect(messages(finished)).toMatch(message)
  })
})

describe('simclr report, export, pairs', { timeout: 180_000 }, () => {
  it('writes a report with figures, the curve and the settings', async () => {
    const { stdout } = await runWell('report', 'run', '--neighbors', '5')
    expect(stdout.split(' ')[0]).toBe(join('run', 'report.html'))
    const page = readFileSync(infonce.path('run', 'report.html'), 'utf8')
    for (const part of ['Key figures', 'untrained', 'Training', 'Nearest images', 'Confusions', 'Settings'])
      expect(page).toContain(part)
    expect((await infonce.ask('simclr', 'report', 'run')).stderr).toMatch(/report\.html already exists: .*--force/)
  })

  it('has one number for one quantity: in the table, the confusions, JSON and what probe prints', async () => {
    const { stdout } = await runWell(
      ...['report', 'run', '--neighbors', '5', '--images', '9', '--out', 'few.html', '--json'],
    )
    const rows = JSON.parse(stdout).rows as { name: string; pooling?: string; scores: Record<string, Evaluated> }[]
    const { neighbors } = rows.find(({ name, pooling }) => name === 'SimCLR' && pooling === 'h')!.scores.class!
    expect(neighbors.total).toBe(20)
    const told = `${(100 * neighbors.accuracy).toFixed(1)} %`
    const page = readFileSync(infonce.path('few.html'), 'utf8')
    expect(page).toContain(`Of 20 images, ${neighbors.correct} get the class that most of their 5 nearest`)
    const [figures] = /<table class="figures">.*?<\/table>/s.exec(page)!
    expect(figures).toContain('5 nearest neighbors')
    const row = figures.slice(figures.indexOf('SimCLR, h<'))
    expect(/data-heading="5 nearest neighbors"><b>(.*?)<\/b>/.exec(row)![1]).toBe(told)
    expect(page).toContain('It differs from the accuracies in the table of key figures.')
    const probe = await runWell('probe', 'run', '--neighbors', '5')
    const line = probe.stdout.split('\n').find((text) => /^SimCLR +h /.test(text))!
    expect(line.split(/ +/).at(-1)!.replace('*', '')).toBe(told.slice(0, -2))
  })

  it('writes one of images without labels too', async () => {
    for (const [folder, count] of [
      ['bare', 30],
      ['bare test', 10],
    ] as const) {
      const names = await writeDrawings(infonce.path(`${folder} drawings`), { images: count })
      mkdirSync(infonce.path(folder))
      for (const name of names)
        copyFileSync(infonce.path(`${folder} drawings`, name), infonce.path(folder, basename(name)))
    }
    await runWell('report', 'run', '--train', 'bare', '--test', 'bare test', '--out', 'bare.html')
    const page = readFileSync(infonce.path('bare.html'), 'utf8')
    expect(page).toContain('Nearest images')
    expect(page).not.toMatch(/Key figures|Confusions/)
  })

  it('exports the graphs byte for byte', async () => {
    const { stdout } = await runWell('export', 'run', '--out', 'graphs', '--json')
    const { files } = JSON.parse(stdout) as { files: string[] }
    expect(files).toHaveLength(5)
    for (const file of files)
      expect(readFileSync(infonce.path(file)).equals(readFileSync(infonce.path('run', basename(file))))).toBe(true)
    const half = await runWell('export', 'run', '--out', 'half', '--storage', 'float16')
    expect(half.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'The weights in encoder.onnx are in float16: numbers are off by',
    )
  })

  it('writes a sheet of pairs, of a run and without one', async () => {
    await runWell('pairs', '--run', 'run', '--count', '6', '--columns', '2', '--out', 'run.png')
    await runWell(
      'pairs',
      'others',
      '--jitter',
      '0',
      '--crop',
      '1,1',
      '--count',
      '6',
      '--columns',
      '2',
      '--out',
      'own.png',
    )
    const [of, own] = await Promise.all(['run.png', 'own.png'].map((name) => sharp(infonce.path(name)).metadata()))
    expect(of!.format).toBe('png')
    expect([own!.width, own!.height]).toEqual([of!.width, of!.height])
    const refused = await infonce.ask('simclr', 'pairs', '--out', 'none.png')
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/^error: images are missing: give/)
  })
})

describe('help', () => {
  it.each(['', 'train', 'embed', 'probe', 'report', 'export', 'pairs'])(
    'of simclr %s fits 80 columns and has examples',
    async (name) => {
      const words = name === '' ? [] : [name]
      const { stdout } = await runWell(...words, '--help')
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
      if (words.length > 0) expect(stdout).toMatch(/\nExamples:\n {2}\$ infonce simclr /)
    },
  )
})
