// Assembles src/row-kernel.wat into src/row-kernel.generated.ts. Run: node packages/runtime/scripts/assemble.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import loadWabt from 'wabt'

const source = new URL('../src/row-kernel.wat', import.meta.url)
const target = new URL('../src/row-kernel.generated.ts', import.meta.url)

/** The text of row-kernel.generated.ts for a WebAssembly text source. */
export async function assemble(text) {
  const wabt = await loadWabt()
  const parsed = wabt.parseWat('row-kernel.wat', text)
  try {
    parsed.resolveNames()
    parsed.validate()
    const hex = Buffer.from(parsed.toBinary({}).buffer).toString('hex')
    const lines = hex.match(/.{1,110}/g).map((line) => `  '${line}',`)
    return [
      '// Assembled from row-kernel.wat by scripts/assemble.mjs: do not edit.',
      '',
      '/** The bytes of the WebAssembly module, in hexadecimal. */',
      'export const rowKernelHex: string = [',
      ...lines,
      "].join('')",
      '',
    ].join('\n')
  } finally {
    parsed.destroy()
  }
}

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href)
  writeFileSync(target, await assemble(readFileSync(source, 'utf8')))
