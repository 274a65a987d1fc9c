// Models on disk: one file or two, replaced safely, and read by ONNX Runtime from their path.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Graph, gather, input, parameter } from '@infonce/core'
import { describeModel, fromFloat16, type ModelFilesOptions, toFloat16, toModel } from '@infonce/onnx'
import * as ort from 'onnxruntime-node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileError } from './errors.js'
import { modelDataFiles, type WrittenModel, writeModelFile } from './model-file.js'
import { bundle, start } from './testing/run-bundled.js'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-model-file-'))
  path = join(folder, 'encoder.onnx')
})
afterEach(() => rm(folder, { recursive: true }))

const ROWS = 100
const WIDTH = 8
const table = parameter('table', [ROWS, WIDTH])
const ids = input('batch/ids', 'int32', ['N'])
const graph: Graph = { name: 'encoder', inputs: [table, ids], outputs: { rows: gather(table, ids) }, metadata: {} }
const numbers = (seed: number): Float32Array => Float32Array.from({ length: ROWS * WIDTH }, (_, i) => seed + i / 7)
const write = (seed: number, options?: ModelFilesOptions): Promise<WrittenModel> =>
  writeModelFile(path, graph, { weights: { 'parameter/table': numbers(seed) }, ...options })

async function lastRow(): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(path, { logSeverityLevel: 4 })
  const { rows } = await session.run({ 'batch/ids': new ort.Tensor('int32', Int32Array.of(ROWS - 1), [1]) })
  await session.release()
  return rows!.data as Float32Array
}

const dataName = expect.stringMatching(/^encoder\.onnx\.[0-9a-f]{16}\.data$/) as string
const names = async (): Promise<string[]> => (await readdir(folder)).sort()

describe('writeModelFile', () => {
  it('writes one file, the bytes of toModel, where that is enough', async () => {
    expect(await write(1)).toEqual({ files: [path] })
    const expected = toModel(graph, { weights: { 'parameter/table': numbers(1) } })
    expect(Buffer.compare(await readFile(path), expected)).toBe(0)
    expect(await names()).toEqual(['encoder.onnx'])
  })

  it('writes the weights beside the model, where ONNX Runtime finds them', async () => {
    const { files, storage } = await write(1, { externalData: true })
    expect(storage).toBeUndefined()
    expect(await names()).toEqual(['encoder.onnx', dataName])
    expect(files).toEqual([path, join(folder, (await names())[1]!)])
    expect(await modelDataFiles(path)).toEqual([files[1]])
    expect(Buffer.compare(await readFile(files[1]!), new Uint8Array(numbers(1).buffer))).toBe(0)
    expect(await lastRow()).toEqual(numbers(1).subarray(-WIDTH))
  })

  it.each([true, false])('stores float16 and says how well, externalData %s', async (externalData) => {
    const { storage } = await write(1, { externalData, storage: 'float16' })
    expect(storage).toEqual(describeModel(await readFile(path)).storage)
    const found = await lastRow()
    expect(found).toEqual(fromFloat16(toFloat16(numbers(1).subarray(-WIDTH))))
    found.forEach((value, i) => {
      expect(Math.abs(value - numbers(1)[(ROWS - 1) * WIDTH + i]!)).toBeLessThanOrEqual(storage!.largestError)
    })
  })

  it('gives the same content the same names, and other content another', async () => {
    const first = await write(1, { externalData: true })
    const model = await readFile(path)
    expect(await write(1, { externalData: true })).toEqual(first)
    expect(Buffer.compare(await readFile(path), model)).toBe(0)
    expect((await write(2, { externalData: true })).files[1]).not.toBe(first.files[1])
  })

  it('replaces an old pair, by a pair or by one file, and removes nothing else', async () => {
    const others = ['encoder.onnx.data', 'other.onnx.0123456789abcdef.data', 'encoder.onnx.0123456789abcdef.data.txt']
    for (const name of others) await writeFile(join(folder, name), '')
    await write(1, { externalData: true })
    const { files } = await write(2, { externalData: true })
    expect(await names()).toEqual([...files.map((file) => basename(file)), ...others].sort())
    expect(await lastRow()).toEqual(numbers(2).subarray(-WIDTH))
    await write(3, { externalData: false })
    expect(await names()).toEqual(['encoder.onnx', ...others].sort())
    expect(await lastRow()).toEqual(numbers(3).subarray(-WIDTH))
  })

  it('keeps the old pair whole where the new model cannot be written', async () => {
    const { files } = await write(1, { externalData: true })
    await rm(path)
    await mkdir(path)
    await expect(write(2, { externalData: true })).rejects.toThrow(FileError)
    await expect(write(2, { externalData: true })).rejects.toThrow(/encoder\.onnx: it is a folder/)
    expect(await modelDataFiles(path)).toEqual([files[1]])
    // Not even where it would have had the same data.
    await expect(write(1, { externalData: true })).rejects.toThrow(FileError)
    expect(await modelDataFiles(path)).toEqual([files[1]])
  })

  it('says which folder is missing', async () => {
    path = join(folder, 'missing', 'encoder.onnx')
    await expect(write(1, { externalData: true })).rejects.toThrow(/cannot write .*missing.*no such file or folder/)
    await expect(write(1)).rejects.toThrow(FileError)
    expect(await modelDataFiles(path)).toEqual([])
  })

  it('leaves a model that names its data file when that is missing', async () => {
    const { files } = await write(1, { externalData: true })
    await rm(files[1]!)
    await expect(lastRow()).rejects.toThrow(/\.data/)
  })

  it('survives SIGKILL at any instant with the old pair or the new one', async () => {
    const script = await bundle(
      folder,
      `import { gather, input, parameter } from '@infonce/core'
       import { writeModelFile } from '@infonce/runtime/src/model-file.js'
       const table = parameter('table', [${ROWS}, 20000])
       const ids = input('batch/ids', 'int32', ['N'])
       const graph = { name: 'e', inputs: [table, ids], outputs: { rows: gather(table, ids) }, metadata: {} }
       const path = ${JSON.stringify(path)}
       for (let i = 1; ; i++) {
         const weights = { 'parameter/table': new Float32Array(${ROWS} * 20000).fill(i) }
         await writeModelFile(path, graph, { weights, externalData: i % 3 !== 0, storage: i % 2 ? 'float16' : 'float32' })
         if (i === 1) console.log('ready')
       }`,
    )
    for (let kill = 0; kill < 5; kill++) {
      const { child, finished } = start(process.execPath, [script])
      await new Promise((resolve) => child.stdout?.once('data', resolve))
      await new Promise((resolve) => setTimeout(resolve, 10 + 23 * kill))
      child.kill('SIGKILL')
      expect((await finished).signal).toBe('SIGKILL')
      const row = await lastRow()
      expect(row.length).toBe(20000)
      expect(row[0]).toBeGreaterThan(0)
      expect(row.every((value) => value === row[0])).toBe(true)
    }
    await write(1, { externalData: true })
    expect(await names()).toEqual(['child.mjs', 'encoder.onnx', dataName])
  })
})
