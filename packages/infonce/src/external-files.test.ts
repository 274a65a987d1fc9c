// What `inspect` looks for beside a model: files in its folder, wherever the model says that its weights lie.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ModelDescription } from '@infonce/onnx'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { externalFiles, externalFileText } from './external-files.js'

let folder: string
let model: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-external-'))
  await mkdir(join(folder, 'models'))
  model = join(folder, 'models', 'model.onnx')
  await writeFile(model, '')
  await writeFile(join(folder, 'secret'), 'twelve bytes')
})
afterEach(() => rm(folder, { recursive: true }))

const lookFor = (file: string) =>
  externalFiles(model, {
    weights: [{ name: 'w', dtype: 'float32', shape: [1], external: { file, offset: 0, length: 4 } }],
  } as unknown as ModelDescription)

it('tells nothing of files outside the folder of the model', async () => {
  for (const file of ['../secret', join(folder, 'secret'), '..\\secret', '../missing']) {
    const [found] = await lookFor(file)
    expect(found).toMatchObject({ file, size: null, problem: expect.any(String) })
    expect(externalFileText(found!)).toMatch(/^".*" is not looked for: it /)
  }
})

it.skipIf(process.platform === 'win32')(
  'follows a link beside the model where the model too is a link to that place, and to no other',
  async () => {
    await symlink('../secret', join(folder, 'models', 'w.data'))
    expect(await lookFor('w.data')).toMatchObject([
      { size: null, problem: 'a link in its place leads out of the folder' },
    ])
    await rm(model)
    await writeFile(join(folder, 'content'), '')
    await symlink('../content', model)
    expect(await lookFor('w.data')).toEqual([{ file: 'w.data', needed: 4, size: 12 }])
  },
)

it('tells the sizes of those beside it', async () => {
  await mkdir(join(folder, 'models', 'sub'))
  await writeFile(join(folder, 'models', 'sub', 'w.data'), '1234')
  expect(await lookFor('sub/w.data')).toEqual([{ file: 'sub/w.data', needed: 4, size: 4 }])
  expect(await lookFor('w.data')).toEqual([{ file: 'w.data', needed: 4, size: null }])
})
