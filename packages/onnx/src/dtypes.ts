// The dtypes of core in ONNX: codes and bytes.
import type { DType } from '@infonce/core'
import { TensorProto_DataType as DataType } from 'onnx-buf'

const codes: Readonly<Record<DType, DataType>> = {
  float32: DataType.FLOAT,
  int32: DataType.INT32,
  int64: DataType.INT64,
  bool: DataType.BOOL,
}

/** The code of a dtype in `TensorProto.DataType`. */
export function dtypeCode(dtype: DType): number {
  return codes[dtype]
}

/** The name of a `TensorProto.DataType` code: core's where core has it, ONNX's in lower case elsewhere. */
export function dtypeName(code: number): string {
  const own = (Object.keys(codes) as DType[]).find((dtype) => codes[dtype] === code)
  return own ?? DataType[code]?.toLowerCase() ?? `type ${code}`
}

/** Little-endian bytes, as `TensorProto.raw_data` has them; a Float32Array is not copied element by element. */
export function rawBytes(dtype: DType, data: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const typed = toTyped(dtype, data)
  return new Uint8Array(typed.buffer as ArrayBuffer, typed.byteOffset, typed.byteLength)
}

function toTyped(dtype: DType, data: ArrayLike<number>): Float32Array | Int32Array | BigInt64Array | Uint8Array {
  if (dtype === 'float32') return data instanceof Float32Array ? data : Float32Array.from(data)
  if (dtype === 'int32') return Int32Array.from(data)
  if (dtype === 'int64') return BigInt64Array.from(Array.from(data, (value) => BigInt(value)))
  return Uint8Array.from(data)
}
