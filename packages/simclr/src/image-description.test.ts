// Images of a description.
import { join } from 'node:path'
import { encodePng } from '@infonce/views'
import { describe, expect, it } from 'vitest'
import { drawings } from './drawings/drawings.js'
import { type ImageDescription, openDescribed } from './image-description.js'
import { temporaryFolder } from './testing/temporary-folder.js'

const folder = temporaryFolder()
const names = ({ images }: { images: readonly { name: string }[] }): string[] => images.map(({ name }) => name)
const memory: ImageDescription = {
  origin: {
    kind: 'memory',
    options: {
      images: [0, 1, 2].map((i) => ({
        name: `p${i}`,
        pixels: new Uint8Array(4).fill(i),
        labels: { parity: i % 2 ? 'odd' : 'even' },
      })),
      size: 2,
      channels: 1,
    },
  },
}

describe('files', () => {
  const put = async () =>
    folder.put({
      'a/1.png': await encodePng(new Uint8Array(12).fill(1), 2, 2),
      'b/2.png': await encodePng(new Uint8Array(27).fill(2), 3, 3),
      'b/3.png': 'broken',
    })

  it('are opened with their options, and their sizes and skipped ones are told', async () => {
    await put()
    const calls: [number, number][] = []
    const origin = { kind: 'files', path: folder.path, options: { size: 2, onBadFile: 'skip' } } as const
    const onProgress = (done: number, total: number) => calls.push([done, total])
    const set = await openDescribed({ origin, only: { class: ['b'] } }, { onProgress })
    expect(set).toMatchObject({ size: 2, channels: 3, sizes: { count: 2, smallest: [2, 2], largest: [3, 3] } })
    expect(names(set)).toEqual(['b/2.png'])
    expect([...(await set.read(0))]).toEqual(new Array(12).fill(2))
    expect(set.skipped).toMatchObject([
      { name: 'b/3.png', reason: expect.stringContaining(join(folder.path, 'b/3.png')) },
    ])
    expect(calls.at(-1)).toEqual([6, 6])
  })

  it('stop at a signal', async () => {
    await put()
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(openDescribed({ origin: { kind: 'files', path: folder.path } }, { signal })).rejects.toThrow('enough')
  })
})

describe('drawings', () => {
  const origin = { kind: 'drawings', options: { images: 30, seed: 3, size: 20 } } as const

  it('are opened with their size and labels', async () => {
    const set = await openDescribed({ origin, without: { shape: ['disc', 'star'] } })
    expect(set).toMatchObject({ size: 20, channels: 3, skipped: [] })
    expect(set.images).toHaveLength(24)
    expect(set.sizes).toBeUndefined()
    const [, ring] = [...drawings(origin.options)]
    expect(set.images[0]).toEqual({ name: ring!.name, labels: ring!.labels })
    expect(await set.read(0)).toEqual(ring!.pixels)
  })

  it('say how far they are, and stop where that is enough', async () => {
    const abort = new AbortController()
    const told: (readonly [number, number])[] = []
    const onProgress = (done: number, total: number): void => {
      told.push([done, total])
      if (done > 0) abort.abort(new Error('enough'))
    }
    const many = { kind: 'drawings', options: { images: 100_000 } } as const
    await expect(openDescribed({ origin: many }, { onProgress, signal: abort.signal })).rejects.toThrow('enough')
    const [done, total] = told.at(-1)!
    expect(total).toBe(100_000)
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(total)
  })
})

describe('a selection', () => {
  it('chooses images by their labels', async () => {
    expect(names(await openDescribed(memory))).toEqual(['p0', 'p1', 'p2'])
    expect(names(await openDescribed({ ...memory, only: { parity: ['odd'] } }))).toEqual(['p1'])
    const set = await openDescribed({ ...memory, without: { parity: ['odd'] } })
    expect(names(set)).toEqual(['p0', 'p2'])
    expect([...(await set.read(1))]).toEqual([2, 2, 2, 2])
  })

  it('that names what no image has is refused: nothing misspelled selects everything', async () => {
    await expect(openDescribed({ ...memory, without: { partiy: ['odd'] } })).rejects.toThrow(
      "none of the 3 images has a label 'partiy': they have parity",
    )
    await expect(openDescribed({ ...memory, only: { parity: ['odd', 'off'] } })).rejects.toThrow(
      "none of the 3 images has 'off' as parity",
    )
    await expect(openDescribed({ ...memory, without: { parity: ['even', 'odd'] } })).rejects.toThrow(
      'none of the 3 images is selected',
    )
  })

  it('survives JSON, as in run.json', async () => {
    const description = { origin: { kind: 'drawings', options: { images: 10 } }, only: { shape: ['ring'] } }
    expect(names(await openDescribed(JSON.parse(JSON.stringify(description))))).toEqual(['ring-1'])
  })
})
