// The table of operations in FEATURES.md is written by this test (UPDATE_FEATURES=1) and held to what graphs contain.
import { readFileSync, writeFileSync } from 'node:fs'
import { type Graph, inputsOf, type Tensor } from '@infonce/core'
import { expect, it } from 'vitest'
import { operationSweep, prepareCase } from '../../core/src/operation-sweep.fixture.js'
import { operations } from '../../core/src/operations/index.js'
import { describeModel } from './describe-model.js'
import { toModel } from './to-model.js'
import { gapOf, impossible, webGpuGaps } from './webgpu-gaps.fixture.js'

const file = new URL('../../../FEATURES.md', import.meta.url)
const [start, end] = ['<!-- operations -->', '<!-- /operations -->']

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

function table(): string {
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

it('lists every operation in FEATURES.md', () => {
  const text = readFileSync(file, 'utf8')
  const [before, after] = [text.slice(0, text.indexOf(start) + start.length), text.slice(text.indexOf(end))]
  const wanted = `${before}\n${table()}\n${after}`
  if (process.env.UPDATE_FEATURES) writeFileSync(file, wanted)
  else expect(text, 'run UPDATE_FEATURES=1 npx vitest run packages/onnx/src/features.test.ts').toBe(wanted)
})
