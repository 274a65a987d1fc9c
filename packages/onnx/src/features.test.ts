// The tables of the catalog and of operations in FEATURES.md are written by this test (UPDATE_FEATURES=1) and held to what
// is tested.
import { readFileSync, writeFileSync } from 'node:fs'
import { type Graph, inputsOf, type Tensor } from '@infonce/core'
import { expect, it } from 'vitest'
import { operationSweep, prepareCase } from '../../core/src/operation-sweep.fixture.js'
import { operations } from '../../core/src/operations/index.js'
import { catalog } from './catalog.fixture.js'
import { describeModel } from './describe-model.js'
import { toModel } from './to-model.js'
import { gapOf, impossible, webGpuGaps } from './webgpu-gaps.fixture.js'

const file = new URL('../../../FEATURES.md', import.meta.url)

/** The ONNX operators that stand in the graphs of an operation's cases. */
function operatorsOf(name: string): string[] {
  const found = new Set<string>()
  for (const sweepCase of operationSweep.filter(({ operations: shown }) => shown.includes(name))) {
    const outputs: Record<string, Tensor> = { output: prepareCase(sweepCase, 1).output }
    const graph: Graph = { name, inputs: inputsOf(Object.values(outputs)), outputs, metadata: {} }
    for (const operator of Object.keys(describeModel(toModel(graph)).operators)) found.add(operator)
  }
  return [...found].sort()
}

/** What WebGPU does of an operation: `yes`, with the numbers of the gaps that some of its cases fall into. */
function onWebGpu(name: string): string {
  const gaps = operationSweep
    .filter(({ operations: shown }) => shown.includes(name))
    .flatMap((found) => gapOf(found) ?? [])
  const numbers = [...new Set(gaps)].map((gap) => webGpuGaps.indexOf(gap) + 1).sort()
  return ['yes', ...numbers.map((number) => `(${number})`)].join(' ')
}

function operationTable(): string {
  const rows = Object.entries(operations).flatMap(([kind, records]) =>
    Object.values(records).map((record) => {
      const gradient = record.gradient ? 'yes' : '–'
      const webGpu = onWebGpu(record.name)
      const cells = [kind, record.name, gradient, 'yes', 'yes', webGpu, webGpu, operatorsOf(record.name).join(', ')]
      return `| ${cells.map((cell) => cell || '–').join(' | ')} |`
    }),
  )
  const titles = ['kind', 'operation', 'gradient', 'Node CPU', 'WASM', 'Node WebGPU', 'Chromium WebGPU']
  const header = `| ${[...titles, 'ONNX operators in its cases'].join(' | ')} |`
  const gaps = webGpuGaps.map(({ what }, i) => `${i + 1}. ${what}: ONNX Runtime computes them on the CPU.`)
  const refused = `${impossible.title} does not run there at all.`
  return [
    header,
    header.replaceAll(/[^|]+/g, '---'),
    ...rows,
    '',
    `Not on WebGPU (${refused.replace(/\.$/, '')}):`,
    '',
    ...gaps,
  ].join('\n')
}

/** Every entry is computed by the reference, differentiated, and run on the four providers: `catalogOn`. */
function catalogTable(): string {
  const rows = Object.entries(catalog).flatMap(([kind, entries]) =>
    entries.map(
      ({ name, variant, source, oracle, partlyOnCpu }) =>
        `| ${kind} | \`${name}\`${variant === undefined ? '' : `, ${variant}`}${partlyOnCpu ? ' (1)' : ''} | ${source} | ${oracle} |`,
    ),
  )
  const gap = '(1) On WebGPU in Node, ONNX Runtime computes a transposition of a mask on the CPU.'
  return ['| kind | function | source | numbers held to |', '|---|---|---|---|', ...rows, '', gap].join('\n')
}

it.each([
  ['catalog', catalogTable],
  ['operations', operationTable],
] as const)('lists every entry of the %s in FEATURES.md', (name, table) => {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const text = readFileSync(file, 'utf8')
  const [before, after] = [text.slice(0, text.indexOf(start) + start.length), text.slice(text.indexOf(end))]
  const wanted = `${before}\n${table()}\n${after}`
  if (process.env.UPDATE_FEATURES) writeFileSync(file, wanted)
  else expect(text, 'run UPDATE_FEATURES=1 npx vitest run packages/onnx/src/features.test.ts').toBe(wanted)
})
