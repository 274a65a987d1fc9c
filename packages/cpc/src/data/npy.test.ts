// .npy files: those that NumPy wrote, and bad ones.
import { describe, expect, it } from 'vitest'
import { SeriesError } from '../errors.js'
import { flacFile, npyFiles } from '../testing/series-files.fixture.js'
import { parseNpy } from './parse-series.js'

/** A file of version 1 with this header and these bytes. */
function npy(header: string, data: ArrayLike<number> = []): Uint8Array {
  const text = Array.from(header, (letter) => letter.charCodeAt(0))
  return Uint8Array.from([
    0x93,
    ...Array.from('NUMPY', (x) => x.charCodeAt(0)),
    1,
    0,
    text.length,
    0,
    ...text,
    ...Array.from(data),
  ])
}
const described = (descr: string, shape: string) => `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`
const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer)
const parse = (bytes: Uint8Array) => parseNpy(bytes, { name: 'x.npy' })

it.each(npyFiles)('reads $name', ({ bytes, samples }) => {
  const series = parse(bytes)
  expect(series).toMatchObject({ channels: samples.length, rate: null, length: 3 })
  expect([...series.samples]).toEqual(samples.flat())
})

describe('bad files', () => {
  it.each<readonly [string, Uint8Array, string]>([
    ['no bytes', new Uint8Array(), 'is empty'],
    ['another file', flacFile, 'is not an NPY file: it begins like FLAC'],
    ['ten bytes', npy('').subarray(0, 10), 'is not an NPY file'],
    [
      'another version',
      npy(described("'<f4'", '(1,)'), floats(1)).map((byte, i) => (i === 6 ? 4 : byte)),
      'is NPY of version 4, expected 1 to 3',
    ],
    ['a header cut off', npy(described("'<f4'", '(1,)')).subarray(0, 30), 'does not end within the file'],
    ['no descr', npy('{}'), 'its header has no descr'],
    ['no shape', npy("{'descr': '<f4', 'fortran_order': False}"), 'its header has no shape'],
    ['text', npy(described("'<U3'", '(1,)'), new Uint8Array(12)), "holds '<U3', which is not supported"],
    ['objects', npy(described("'|O'", '(1,)'), [0]), "holds '|O', which is not supported"],
    ['records', npy(described("[('a', '<f4')]", '(1,)'), floats(1)), "holds [('a', '<f4')], which is not supported"],
    ['a name that every object has', npy(described("'<constructor'", '(1,)'), floats(1)), "holds '<constructor'"],
    ['a single number', npy(described("'<f4'", '()'), floats(1)), 'has the shape (), expected (T,)'],
    ['three axes', npy(described("'<f4'", '(1, 1, 1)'), floats(1)), 'has the shape (1, 1, 1), expected (T,)'],
    ['no rows', npy(described("'<f4'", '(0, 3)')), 'has no samples: its shape is (0, 3)'],
    ['no columns', npy(described("'<f4'", '(3, 0)')), 'has no samples: its shape is (3, 0)'],
    ['truncated', npy(described("'<f4'", '(3,)'), floats(1, 2)), 'holds 8 of 12 bytes of its array: it is truncated'],
    ['too long', npy(described("'<f4'", '(1,)'), floats(1, 2)), '4 bytes follow its array'],
    [
      'NaN',
      npy(described("'<f4'", '(2, 2)'), floats(1, 2, 3, Number.NaN)),
      'sample 1 of channel 1 (counted from 0) is NaN',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => parse(bytes)).toThrow(SeriesError)
    expect(() => parse(bytes)).toThrow(message)
  })

  it('is an error for every file that is cut off, wherever that is', () => {
    for (const { bytes } of npyFiles)
      for (let length = 0; length < bytes.length; length++)
        expect(() => parse(bytes.subarray(0, length)), `${length} bytes`).toThrow(SeriesError)
  })
})
