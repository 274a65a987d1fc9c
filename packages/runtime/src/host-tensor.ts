// A tensor in host memory: what sessions take and give, and what checkpoints hold.

/** The typed array that carries each dtype: 64-bit integers are BigInts, booleans are bytes 0 and 1. */
export interface HostArrays {
  float32: Float32Array
  int32: Int32Array
  int64: BigInt64Array
  bool: Uint8Array
}

/** A dtype that host memory can hold. */
export type HostDType = keyof HostArrays

/** A dense row-major tensor in host memory. `dims` of `[]` is a scalar: one element. */
export type HostTensor = {
  [D in HostDType]: { readonly dtype: D; readonly dims: readonly number[]; readonly data: HostArrays[D] }
}[HostDType]

type ArrayConstructors = {
  readonly [D in HostDType]: {
    new (length: number): HostArrays[D]
    readonly BYTES_PER_ELEMENT: number
  }
}

const constructors: ArrayConstructors = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
}

export const hostDTypes: readonly HostDType[] = ['float32', 'int32', 'int64', 'bool']

export const isHostDType = (name: string): name is HostDType => Object.hasOwn(constructors, name)

/** Bytes that one element takes: 4, 4, 8 and 1. */
export const bytesPerElement = (dtype: HostDType): number => constructors[dtype].BYTES_PER_ELEMENT

/** Product of the dimensions; 1 for a scalar. */
export const elementCount = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1)

/** Whether the array is the one that carries this dtype. */
export const carries = (dtype: HostDType, data: unknown): boolean => data instanceof constructors[dtype]

/** A new zero-filled array for a dtype. */
export const allocateHostArray = <D extends HostDType>(dtype: D, length: number): HostArrays[D] =>
  new constructors[dtype](length)

/** Pairs an array with its dtype and shape. The caller answers for the array being the dtype's. */
export const hostTensor = <D extends HostDType>(
  dtype: D,
  dims: readonly number[],
  data: HostArrays[D],
): Extract<HostTensor, { dtype: D }> => ({ dtype, dims, data }) as unknown as Extract<HostTensor, { dtype: D }>

/** `float32 [3, 4]`, for messages. */
export const describeTensor = (dtype: string, dims: readonly (number | string | null)[]): string =>
  `${dtype} [${dims.map((size) => size ?? '?').join(', ')}]`
