// Runs that are finished: left alone where they are whole, mended or trained again where they are not.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RunFolderError } from './errors.js'
import { collect, kind, type SmallRun, smallRun, training } from './testing/small-run.js'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'infonce-finished-'))
})
afterEach(() => rm(root, { recursive: true }))

describe('a run that is finished', () => {
  const encoder = 'encoder.onnx'
  const numbers = 'parameters.safetensors'
  const write = async (run: SmallRun) => {
    await writeFile(join(run.path, encoder), 'a model')
    return kind.files.map((name) => join(run.path, name))
  }
  const never = () => Promise.reject(new Error('nothing is to be written'))
  const finished = async (name: string) => {
    const run = smallRun(join(root, name))
    await collect(training(run))
    return run
  }

  it('is left as it is where it is whole', async () => {
    const run = await finished('run')
    const files = kind.files.map((name) => join(run.path, name))
    expect(await run.finish(never)).toEqual({ files, mended: [] })
    expect(await run.damagedFiles()).toEqual([])
    expect((await readdir(run.path)).sort()).toEqual([...kind.files, 'run.json'].sort())
  })

  it('is mended by its numbers, and loses checkpoints that a kill left', async () => {
    const run = await finished('run')
    for (const damage of [
      () => rm(join(run.path, encoder)),
      () => writeFile(join(run.path, encoder), 'a modem'),
      () => writeFile(join(run.path, encoder), 'a model and more'),
    ]) {
      await damage()
      expect(await run.damagedFiles()).toEqual([encoder])
      expect(await run.finish(() => write(run))).toMatchObject({ mended: [encoder] })
      expect(await readFile(join(run.path, encoder), 'utf8')).toBe('a model')
    }
    await mkdir(join(run.path, 'checkpoints'))
    expect(await run.finish(never)).toMatchObject({ mended: [] })
    expect((await readdir(run.path)).sort()).toEqual([...kind.files, 'run.json'].sort())
  })

  it('is trained again where it has lost its numbers, to the same', async () => {
    const run = await finished('run')
    const before = await readFile(join(run.path, numbers))
    await rm(join(run.path, numbers))
    expect(await run.finish(never)).toBeUndefined()
    await writeFile(
      join(run.path, numbers),
      before.map((byte, i) => (i === before.length - 1 ? byte ^ 1 : byte)),
    )
    expect(await run.damagedFiles()).toEqual([numbers])
    expect(await run.finish(never)).toBeUndefined()
    await collect(training(run, { resume: true }))
    expect(await run.finish(never)).toMatchObject({ mended: [] })
    expect((await readFile(join(run.path, numbers))).equals(before)).toBe(true)
  })

  it('is that only once run.json says so: one that was killed before goes on from its checkpoint', async () => {
    const run = smallRun(join(root, 'run'))
    for await (const event of training(run)) if (event.type === 'checkpoint') break
    for (const name of kind.files) await writeFile(join(run.path, name), 'cut sh')
    expect(await run.finish(never)).toBeUndefined()
    const [begin] = await collect(training(run, { resume: true }))
    expect(begin).toEqual({ type: 'begin', steps: 9 })
    expect(await run.finish(never)).toMatchObject({ mended: [] })
  })

  it('by an older version is known by its files, none of them empty', async () => {
    const run = await finished('run')
    const path = join(run.path, 'run.json')
    const { finished: _, ...older } = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify(older))
    expect(await run.finish(never)).toMatchObject({ mended: [] })
    await writeFile(join(run.path, encoder), '')
    expect(await run.finish(() => write(run))).toMatchObject({ mended: [encoder] })
  })

  it.each(['../../etc/passwd', '/dev/zero', 'notes.txt', 'encoder.onnx.data'])(
    'is not believed where its run.json names the file %s',
    async (name) => {
      const run = await finished('run')
      const path = join(run.path, 'run.json')
      const content = JSON.parse(await readFile(path, 'utf8'))
      const files = { ...content.finished.files, [name]: content.finished.files[encoder] }
      await writeFile(path, JSON.stringify({ ...content, finished: { files } }))
      await expect(run.finish(never)).rejects.toThrow(RunFolderError)
      await expect(run.finish(never)).rejects.toThrow(`finished.files.${name}: `)
    },
  )
})
