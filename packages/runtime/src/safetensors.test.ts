// safetensors files: the bytes of the format, round trips, and every way in which a file can be broken.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CheckpointError, FileError } from './errors.js'
import { allocateHostArray, elementCount, type HostTensor, hostDTypes, hostTensor } from './host-tensor.js'
import { RowMemory } from './row-memory.js'
import { readSafetensors, saveSafetensors } from './safetensors.js'

let folder: string
let path: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infonce-safetensors-'))
  path = join(folder, 'x.safetensors')
})
afterAll(() => rm(folder, { recursive: true }))

/** A file of this header, written out by hand, and as many data bytes. */
const file = (header: string, dataBytes: number, declared = header.length): Uint8Array => {
  const bytes = new Uint8Array(8 + header.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(declared), true)
  bytes.set(new TextEncoder().encode(header), 8)
  return bytes
}

describe('saveSafetensors', () => {
  it('writes the bytes of the format', async () => {
    await saveSafetensors(
      path,
      {
        mask: hostTensor('bool', [3], Uint8Array.of(1, 0, 1)),
        w: hostTensor('float32', [1, 2], Float32Array.of(1, -2)),
      },
      { format: 'pt' },
    )
    const header =
      '{"__metadata__":{"format":"pt"},' +
      '"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},' +
      '"mask":{"dtype":"BOOL","shape":[3],"data_offsets":[8,11]}}'
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8)
    const expected = file(padded, 11)
    expected.set([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 1, 0, 1], expected.length - 11)
    expect([...(await readFile(path))]).toEqual([...expected])
  })

  it('keeps the old file when a tensor is not of its shape or the name is taken', async () => {
    await saveSafetensors(path, {})
    const before = await readFile(path)
    const wrong = { w: hostTensor('float32', [3], new Float32Array(2)) }
    await expect(saveSafetensors(path, wrong)).rejects.toThrow("tensor 'w' has 2 elements where its shape [3] has 3")
    const reserved = { __metadata__: hostTensor('float32', [0], new Float32Array(0)) }
    await expect(saveSafetensors(path, reserved)).rejects.toThrow(CheckpointError)
    expect(await readFile(path)).toEqual(before)
    await expect(saveSafetensors(join(folder, 'no', 'x'), {})).rejects.toThrow(FileError)
    expect(await readdir(folder)).toEqual(['x.safetensors'])
  })
})

describe('readSafetensors', () => {
  it('gives back what was saved: any names, dtypes, shapes and bits', async () => {
    const tensor = fc
      .tuple(fc.constantFrom(...hostDTypes), fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }), fc.integer())
      .map(([dtype, dims, seed]) => {
        const data = allocateHostArray(dtype, elementCount(dims))
        const bytes = new Uint8Array(data.buffer)
        for (let i = 0; i < bytes.length; i++) bytes[i] = dtype === 'bool' ? (seed >> i) & 1 : Math.imul(seed + i, 73)
        return { dtype, dims, data } as HostTensor
      })
    const name = fc.string({ unit: 'binary' }).filter((text) => text !== '__metadata__' && text !== '__proto__')
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, tensor, { maxKeys: 5 }),
        fc.dictionary(name, fc.string(), { maxKeys: 2 }),
        async (tensors, metadata) => {
          await saveSafetensors(path, tensors, metadata)
          const read = await readSafetensors(path)
          expect(Object.keys(read.tensors).sort()).toEqual(Object.keys(tensors).sort())
          for (const [key, { dtype, dims, data }] of Object.entries(tensors)) {
            const found = read.tensors[key]!
            expect({ dtype: found.dtype, dims: found.dims }).toEqual({ dtype, dims })
            expect(new Uint8Array(found.data.buffer)).toEqual(new Uint8Array(data.buffer))
          }
          expect({ ...read.metadata }).toEqual({ ...metadata })
        },
      ),
      { numRuns: 50 },
    )
  })

  it('reads into the arrays that it is given', async () => {
    const values = Float32Array.from({ length: 3_000_000 }, (_, i) => i)
    await saveSafetensors(path, {
      table: hostTensor('float32', [1_000_000, 3], values),
      other: hostTensor('int32', [1], Int32Array.of(5)),
    })
    const memory = RowMemory.create([7, values.length])
    memory.allocateFloat32(7)
    const table = memory.allocateFloat32(values.length)
    const read = await readSafetensors(path, (name) => (name === 'table' ? table : undefined))
    expect(read.tensors.table?.data).toBe(table)
    expect(
      Buffer.compare(Buffer.from(table.buffer, table.byteOffset, table.byteLength), Buffer.from(values.buffer)),
    ).toBe(0)
    expect([...(read.tensors.other?.data ?? [])]).toEqual([5])
    await expect(readSafetensors(path, () => new Float32Array(2))).rejects.toThrow(
      "tensor 'table' is float32 [1000000, 3], but the array to read it into is a Float32Array of 2",
    )
  })

  const entry = (text: string) => `{"a":${text}}`
  const broken: [string, Uint8Array, string][] = [
    ['empty', new Uint8Array(0), 'it has 0 bytes'],
    ['too short', new Uint8Array(7), 'it has 7 bytes'],
    ['a header past the end', file('{}', 0, 3), 'its header of 3 bytes does not fit its 10 bytes'],
    ['an absurd header', new Uint8Array(16).fill(255), 'its header of 18446744073709551615 bytes does not fit'],
    ['no JSON', file('{"a":', 0), 'its header is not JSON'],
    ['no UTF-8', file('{"?"}', 0).map((byte) => (byte === 0x3f ? 255 : byte)), 'its header is not JSON'],
    ['no object', file('[]', 0), 'its header is not a JSON object'],
    ['metadata that is no text', file('{"__metadata__":{"a":1}}', 0), 'its metadata is not text'],
    ['no dtype', file(entry('{"shape":[],"data_offsets":[0,4]}'), 4), "tensor 'a' lacks a dtype"],
    ['null', file(entry('null'), 0), "tensor 'a' lacks a dtype"],
    ['a negative size', file(entry('{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}'), 4), "tensor 'a' lacks"],
    ['a foreign dtype', file(entry('{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}'), 4), "tensor 'a' is BF16, and"],
    [
      'offsets that do not fit the shape',
      file(entry('{"dtype":"F32","shape":[2],"data_offsets":[0,4]}'), 4),
      "tensor 'a' of F32 [2] takes 8 bytes, not 4",
    ],
    [
      'a gap',
      file(entry('{"dtype":"F32","shape":[1],"data_offsets":[4,8]}'), 8),
      "tensor 'a' begins at byte 4 of the data, not at 0",
    ],
    [
      'tensors that overlap',
      file(
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        8,
      ),
      "tensor 'b' begins at byte 4 of the data, not at 8",
    ],
    [
      'truncated data',
      file(entry('{"dtype":"F32","shape":[2],"data_offsets":[0,8]}'), 7),
      'its tensors take 8 bytes, but 7 follow the header',
    ],
    ['bytes past the end', file('{}', 1), 'its tensors take 0 bytes, but 1 follow the header'],
  ]
  it.each(broken)('refuses a file that is broken: %s', async (_, bytes, message) => {
    await writeFile(path, bytes)
    const reading = readSafetensors(path)
    await expect(reading).rejects.toThrow(CheckpointError)
    await expect(reading).rejects.toThrow(message)
    await expect(reading).rejects.toThrow('x.safetensors')
  })

  it('refuses a missing file and a folder', async () => {
    await expect(readSafetensors(join(folder, 'missing'))).rejects.toThrow(/cannot read .*missing: no such file/)
    await expect(readSafetensors(folder)).rejects.toThrow(CheckpointError)
  })
})
