import { describe, expect, it } from 'vitest'
import { type HostTensor, hostTensor } from './host-tensor.js'
import { sliceAlong, writeAlong } from './tensor-slices.js'

const counted = (...dims: number[]): HostTensor => {
  const length = dims.reduce((a, b) => a * b, 1)
  return hostTensor(
    'int32',
    dims,
    Int32Array.from({ length }, (_, i) => i),
  )
}

describe.each([
  { dims: [6], axis: 0 },
  { dims: [6, 2, 3], axis: 0 },
  { dims: [2, 6, 3], axis: 1 },
  { dims: [2, 3, 6], axis: 2 },
  { dims: [1, 6], axis: 1 },
])('parts of $dims along axis $axis', ({ dims, axis }) => {
  it('have the entries of their places', () => {
    const whole = counted(...dims)
    const part = sliceAlong(whole, axis, 2, 3)
    expect(part.dims).toEqual(dims.map((size, i) => (i === axis ? 3 : size)))
    const expected: number[] = []
    const stride = dims.slice(axis + 1).reduce((a, b) => a * b, 1)
    whole.data.forEach((value, i) => {
      const place = Math.floor(i / stride) % 6
      if (place >= 2 && place < 5) expected.push(Number(value))
    })
    expect(Array.from(part.data, Number)).toEqual(expected)
  })

  it('make the whole again', () => {
    const whole = counted(...dims)
    const copy = hostTensor('int32', dims, new Int32Array(whole.data.length))
    for (const [start, count] of [
      [4, 2],
      [0, 3],
      [3, 1],
    ] as const)
      writeAlong(copy, axis, start, sliceAlong(whole, axis, start, count))
    expect(copy).toEqual(whole)
  })
})

it('a part of bigints and bytes', () => {
  const ids = hostTensor('int64', [2, 2], BigInt64Array.of(1n, 2n, 3n, 4n))
  expect(sliceAlong(ids, 1, 1, 1)).toEqual(hostTensor('int64', [2, 1], BigInt64Array.of(2n, 4n)))
  const flags = hostTensor('bool', [2, 2], Uint8Array.of(1, 0, 0, 1))
  expect(sliceAlong(flags, 1, 0, 1)).toEqual(hostTensor('bool', [2, 1], Uint8Array.of(1, 0)))
})
