// The report as text: its figures against loops, what it refuses, and that it is the same again.
import { ValueError } from '@infonce/core'
import { evaluateNeighbors, FeatureError } from '@infonce/evaluation'
import { describe, expect, it } from 'vitest'
import { classNames, embeddedImages, imagesInMemory } from './image-report.fixture.js'
import { type ImageReportOptions, imageReport } from './image-report.js'
import { percent } from './markup.js'
import type { ReportProgress } from './work.js'

const shown = embeddedImages(40, 1)
const bank = embeddedImages(60, 2)
const full: ImageReportOptions = {
  ...shown,
  title: 'Noise & <noise>',
  label: 'class',
  bank,
  facts: [['Model', '<script>alert(1)</script>']],
  training: {
    curve: [
      { epoch: 1, loss: 5.25, neighbors: 0.5 },
      { epoch: 2, loss: 4.5 },
      { epoch: 3, loss: 4.25, neighbors: 0.625 },
    ],
  },
  table: [
    { name: 'this <model>', probe: { accuracy: 0.75, interval: { low: 0.7, high: 0.8 } } },
    { name: 'pixels', neighbors: { accuracy: 0.5 } },
  ],
  configuration: { size: 32, method: 'simclr', network: 'resnet', crop: [0.2, 1], widths: null },
  seed: 4,
}
const report = imageReport(full)
const plain = imageReport({ ...shown, title: 'Plain' })

/** Cosine of a row of one and a row of another matrix. */
function cosine(a: number[], b: number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0) / (Math.hypot(...a) * Math.hypot(...b))
}
const row = ({ features: { data, columns } }: typeof shown, i: number): number[] => [
  ...data.slice(i * columns, (i + 1) * columns),
]
const section = (text: string, id: string): string =>
  text.slice(text.indexOf(`<section id="${id}"`), text.indexOf('<section id=', text.indexOf(`<section id="${id}"`) + 1))
const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** What a value that is none leaves in a page. */
const slips = (text: string): string[] =>
  [...text.slice(0, text.indexOf('<script')).matchAll(/.{0,40}(undefined|NaN|Infinity|\[object).{0,40}/g)].map(
    ([slip]) => slip,
  )

describe('the figures', () => {
  it('has the nearest images that a loop finds, marked by their classes', async () => {
    const text = section(await report, 'nearest')
    const sheets = [...text.matchAll(/<ol class="sheet".*?<\/ol>/gs)].map(([sheet]) => sheet)
    expect(sheets).toHaveLength(9)
    for (const sheet of sheets) {
      const names = [...sheet.matchAll(/title="([^"]*)"/g)].map(([, title]) => unescaped(title!))
      const index = (name: string): number => Number(/alert\((\d+)\)</.exec(name)![1])
      const query = index(names[0]!)
      const ranked = Array.from({ length: 60 }, (_, i) => ({ i, similarity: cosine(row(shown, query), row(bank, i)) }))
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, 8)
      expect(names.slice(1)).toEqual(
        ranked.map(({ i, similarity }) => {
          const name = bank.set.images[i]!.name
          const told = similarity.toFixed(3).replace('-', '−')
          return `${name} (${classNames[i % 3]}), similarity ${told}, ${i % 3 === query % 3 ? 'same' : 'another'} class`
        }),
      )
      const marks = [...sheet.matchAll(/<li class="(same|other)"/g)].map(([, mark]) => mark)
      expect(marks).toEqual(ranked.map(({ i }) => (i % 3 === query % 3 ? 'same' : 'other')))
      expect([...sheet.matchAll(/<b>([✓✗])<\/b>/g)].map(([, mark]) => (mark === '✓' ? 'same' : 'other'))).toEqual(marks)
    }
  })

  it('confuses classes as the classifier does', async () => {
    const text = section(await report, 'confusions')
    const names = (from: typeof shown): string[] => from.set.images.map(({ labels }) => labels.class!)
    const evaluated = evaluateNeighbors(
      { features: bank.features, labels: names(bank) },
      { features: shown.features, labels: names(shown) },
    )
    expect(text).toContain(`<b>${percent(evaluated.accuracy)}</b>`)
    const cells = [...text.matchAll(/<td [^>]*title="[^"]*"[^>]*>(\d+)<\/td>/g)].map(([, count]) => Number(count))
    expect(cells).toEqual([...evaluated.counts])
  })

  it('has the confusions that it is given, and says else that they are of the images shown', async () => {
    const names = (from: typeof shown): string[] => from.set.images.map(({ labels }) => labels.class!)
    const confusion = evaluateNeighbors(
      { features: bank.features, labels: names(bank) },
      { features: shown.features, labels: names(shown) },
    )
    const given = section(await imageReport({ ...full, images: 20, confusion }), 'confusions')
    expect(given).toContain(`<p>Of 40 images, ${confusion.correct} get`)
    expect(section(await imageReport({ ...full, images: 20 }), 'confusions')).toContain('<p>Of 20 images shown, ')
    expect(section(await report, 'confusions')).toContain('<p>Of 40 images, ')
    await expect(imageReport({ ...full, ...embeddedImages(30, 3), confusion })).rejects.toThrow(
      'confusion is of 40 images and the set has 30',
    )
  })

  it('marks what has not converged, and says what neighbors are of', async () => {
    const probe = { accuracy: 0.75, converged: false }
    const text = await imageReport({
      ...full,
      k: 7,
      table: [
        { name: 'this', probe },
        { name: 'pixels', probe: { ...probe, converged: true }, neighbors: probe },
      ],
      training: {
        curve: [
          { epoch: 1, neighbors: 0.5 },
          { epoch: 2, neighbors: 0.5 },
        ],
        note: 'Of some.',
      },
    })
    const figures = section(text, 'figures')
    expect(figures.split('>not converged<')).toHaveLength(3)
    expect(figures).toContain('A probe that has not converged may underestimate')
    expect(figures).toContain('<th scope="col">7 nearest neighbors</th>')
    expect(section(text, 'training')).toContain('<p class="note">Of some.</p>')
    expect(await report).not.toContain('converged')
  })

  it('compares classes by their mean directions', async () => {
    const text = section(await report, 'similarity')
    const means = [2, 0, 1].map((code) => {
      const members = Array.from({ length: 40 }, (_, i) => i).filter((i) => i % 3 === code)
      const units = members.map((i) => row(shown, i).map((value) => value / Math.hypot(...row(shown, i))))
      return units[0]!.map((_, c) => units.reduce((sum, unit) => sum + unit[c]!, 0) / units.length)
    })
    const cells = [...text.matchAll(/<td (?:class="soft" )?title="[^"]*: (−?[\d.]+)"[^>]*>(−?[\d.]+)<\/td>/g)]
    expect(cells.map(([, exact]) => exact)).toEqual(
      means.flatMap((a) => means.map((b) => cosine(a, b).toFixed(4).replace('-', '−'))),
    )
    const pairs = { same: [] as number[], other: [] as number[] }
    for (let a = 0; a < 40; a++)
      for (let b = 0; b < a; b++) pairs[a % 3 === b % 3 ? 'same' : 'other'].push(cosine(row(shown, a), row(shown, b)))
    const mean = (values: number[]): string =>
      (values.reduce((a, b) => a + b) / values.length).toFixed(2).replace('-', '−')
    expect(text).toContain(
      `Mean cosine of two images of one class: ${mean(pairs.same)}; of two classes: ${mean(pairs.other)}.`,
    )
  })

  it('gives the script the cosines of the images, sorted by class', async () => {
    const data = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(await report)![1]!)
    const { rows, values } = data.heat['image-heat']
    expect(rows.map((i: number) => i % 3)).toEqual(
      [...rows.map((i: number) => i % 3)].sort((a, b) => ((a + 1) % 3) - ((b + 1) % 3)),
    )
    const bytes = Buffer.from(values, 'base64')
    rows.forEach((a: number, i: number) => {
      rows.forEach((b: number, j: number) => {
        expect(Math.abs(bytes[40 * i + j]! / 127 - 1 - cosine(row(shown, a), row(shown, b)))).toBeLessThan(0.004)
      })
    })
    expect(data.names).toEqual(shown.set.images.map(({ name }) => name))
    expect(data.codes.map((code: number) => data.classes[code])).toEqual(
      shown.set.images.map(({ labels }) => labels.class),
    )
  })

  it('shows the table, the curve and the settings that were given', async () => {
    const text = await report
    expect(section(text, 'figures')).toMatch(
      /this &lt;model&gt;.*75\.0 %.*70\.0 – 80\.0 %.*not measured.*pixels.*not measured.*50\.0 %/s,
    )
    expect(section(text, 'training')).toMatch(
      /<td>5\.25<\/td><td>50\.0 %<\/td>.*<td>4\.5<\/td><td><\/td>.*<td>4\.25<\/td><td>62\.5 %/s,
    )
    expect(text.slice(text.indexOf('<section id="settings"'))).toContain('<dt>crop</dt><dd>[0.2,1]</dd>')
  })

  it('has a mark for each image', async () => {
    expect([...(await report).matchAll(/<use /g)]).toHaveLength(40)
  })
})

describe('the page', () => {
  it('loads nothing and runs one script alone, whatever images and classes are called', async () => {
    for (const text of [await report, await plain]) {
      expect(text.match(/<script/g)).toHaveLength(2)
      expect(text.match(/<img (?!id="thumbnails"|src="data:)/g)).toBeNull()
      // Addresses are images within the page and places in it.
      for (const [, address] of text.matchAll(/(?:src|href)="([^"]*)"|url\(([^)]*)\)/g))
        if (address !== undefined) expect(address).toMatch(/^(data:image\/png;base64,|#)/)
      expect(text.match(/@import|https?:/)).toBeNull()
    }
  })

  it('is the same again, and another for another seed', async () => {
    expect(await imageReport(full)).toBe(await report)
    expect(await imageReport({ ...full, seed: 5 })).not.toBe(await report)
  })

  it('has no classes, no marks and no empty sections without labels', async () => {
    const text = await plain
    const headings = [...text.matchAll(/<h2 [^>]*>(.*?)<\/h2>/g)].map(([, heading]) => heading)
    expect(headings).toEqual(['Nearest images', 'Map', 'Similarity'])
    expect(text.match(/class="(same|other)"|✓|✗|<ul class="legend"/)).toBeNull()
    for (const page of [text, await report]) expect(slips(page)).toEqual([])
  })

  it('leaves an image out of its own neighbors where there is no bank', async () => {
    for (const [, sheet] of (await plain).matchAll(/<ol class="sheet"(.*?)<\/ol>/gs)) {
      const names = [...sheet!.matchAll(/<li [^>]*title="[^"]*alert\((\d+)\)/g)].map(([, index]) => index)
      expect(new Set(names).size).toBe(9)
    }
  })

  it('draws images by chance where there are more than asked for', async () => {
    const text = await imageReport({ ...full, images: 20 })
    expect(text).toContain('20 of 40, drawn at random')
    expect([...text.matchAll(/<use /g)]).toHaveLength(20)
  })

  it('lists the most frequent confusions of many classes, and draws their similarities', async () => {
    const labeled = imagesInMemory({
      images: shown.set.images.map(({ name }, i) => ({
        name,
        pixels: new Uint8Array(192),
        labels: { class: `c${i % 30}` },
      })),
      size: 8,
    })
    const text = await imageReport({ title: 'Many', set: labeled, features: shown.features, label: 'class', k: 3 })
    expect(text).toContain('The most frequent confusions')
    expect(text).toContain('alt="Cosines of the mean embeddings of 30 classes."')
    expect(text).not.toContain('class="heat-table"')
  })

  it('is made of two images already', async () => {
    const two = embeddedImages(2, 3)
    const text = await imageReport({ ...two, title: 'Two', label: 'class' })
    expect([...text.matchAll(/<ol class="sheet"/g)]).toHaveLength(2)
    expect(slips(text)).toEqual([])
  })
})

describe('what it refuses', () => {
  it('names what does not fit', async () => {
    const few = embeddedImages(39, 1)
    await expect(imageReport({ ...full, features: few.features })).rejects.toThrow(
      new FeatureError('the set has 40 images and 39 rows of features; give a row for each image'),
    )
    await expect(imageReport({ ...full, label: 'shape' })).rejects.toThrow(ValueError)
    await expect(imageReport({ ...full, label: 'toString' })).rejects.toThrow("has no label 'toString'")
    await expect(imageReport({ ...embeddedImages(1, 1), title: '' })).rejects.toThrow(
      'the set has 1 image; a report needs 2 or more',
    )
    await expect(imageReport({ ...full, images: 1 })).rejects.toThrow(
      'images must be a whole number from 2 to 20000; found 1',
    )
    await expect(imageReport({ ...full, k: 0.5 })).rejects.toThrow('k must be a whole number from 1 to 60; found 0.5')
    const gray = imagesInMemory({
      images: bank.set.images.map(({ name, labels }) => ({ name, labels, pixels: new Uint8Array(64) })),
      size: 8,
      channels: 1,
    })
    await expect(imageReport({ ...full, bank: { ...bank, set: gray } })).rejects.toThrow(
      'the bank has images of 1 channels and the set of 3; give both the same',
    )
    const broken = { ...shown.features, data: shown.features.data.with(7, Number.NaN) }
    await expect(imageReport({ ...full, features: broken })).rejects.toThrow('row 1, column 1 is NaN')
  })

  it('says how far it is, and ends by a signal', async () => {
    const heard: ReportProgress[] = []
    const controller = new AbortController()
    const work = imageReport({
      ...full,
      signal: controller.signal,
      onProgress: (progress) => {
        heard.push(progress)
        if (progress.stage === 'map' && progress.done === 5) controller.abort(new Error('enough'))
      },
    })
    await expect(work).rejects.toThrow('enough')
    expect([...new Set(heard.map(({ stage }) => stage))]).toEqual(['nearest images', 'neighbors on the map', 'map'])
    expect(heard.at(-1)).toMatchObject({ stage: 'map', done: 5 })
  })
})
