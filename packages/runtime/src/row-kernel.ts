// Instantiates the WebAssembly row kernel (row-kernel.wat) on a memory.
import { rowKernelHex } from './row-kernel.generated.js'

/** Declared here because neither Node's types nor ES2022 name what every JavaScript host has. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
}

declare const WebAssembly: {
  Memory: new (descriptor: { initial: number; maximum: number }) => WasmMemory
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: { env: { memory: WasmMemory } }) => { readonly exports: unknown }
}

export const PAGE_BYTES = 65536
/** What 32-bit addresses reach: 4 GiB. */
export const MOST_PAGES = 65536

/** Addresses are byte offsets into the memory; see row-kernel.wat. */
export interface RowKernel {
  find_past(indices: number, count: number, tableRows: number): number
  subtract_scaled_rows(table: number, dim: number, indices: number, rows: number, count: number, scale: number): void
  keep_rows(
    table: number,
    dim: number,
    indices: number,
    count: number,
    marks: number,
    ids: number,
    kept: number,
    keptCount: number,
  ): number
  limit_rows(
    table: number,
    dim: number,
    marks: number,
    ids: number,
    kept: number,
    keptCount: number,
    most: number,
  ): void
}

/** A memory of a fixed number of pages. Throws what the engine throws where it has no room. */
export const createWasmMemory = (pages: number): WasmMemory =>
  new WebAssembly.Memory({ initial: pages, maximum: pages })

let compiled: object | undefined

/** The kernel, working on this memory. */
export function instantiateRowKernel(memory: WasmMemory): RowKernel {
  compiled ??= new WebAssembly.Module(
    Uint8Array.from({ length: rowKernelHex.length / 2 }, (_, i) =>
      Number.parseInt(rowKernelHex.slice(2 * i, 2 * i + 2), 16),
    ),
  )
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as RowKernel
}
