// Which temporary files are leftovers: those of processes that have ended, whoever has their id now.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startOf } from './process-identity.js'
import { discardTemporary, removeLeftovers, temporaryPath } from './temporary-name.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-leftovers-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('keeps what this process writes until that is done', async () => {
  const path = temporaryPath(folder, 'file')
  await writeFile(path, '')
  await removeLeftovers(folder, () => true)
  expect(await readdir(folder)).toEqual([basename(path)])
  await discardTemporary(path)
  await writeFile(path, '')
  await removeLeftovers(folder, () => false)
  expect(await readdir(folder)).toEqual([basename(path)])
  await removeLeftovers(folder, () => true)
  expect(await readdir(folder)).toEqual([])
})

it.runIf(process.platform === 'linux')('tells a process that writes from an earlier one of the same id', async () => {
  const [parent, start] = [process.ppid, startOf(process.ppid)]
  const kept = [`.file.${parent}-${start}-00000000.tmp`, `.file.${parent}-00000000.tmp`]
  for (const name of [...kept, `.file.${parent}-1-00000000.tmp`]) await writeFile(join(folder, name), '')
  await removeLeftovers(folder, (base) => base === 'file')
  expect((await readdir(folder)).sort()).toEqual(kept.sort())
})
