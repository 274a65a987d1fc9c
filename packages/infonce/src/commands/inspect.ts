// `infonce inspect`: what is in an ONNX file.
import { basename } from 'node:path'
import { describeModel, type ModelDescription, ModelFormatError, type ValueDescription } from '@infonce/onnx'
import type { Command } from 'commander'
import { type ExternalFile, externalFiles, externalFileText } from '../external-files.js'
import { bytes, count } from '../numbers.js'
import { print, printJson } from '../output.js'
import { readFile } from '../read-file.js'
import { roundingText } from '../rounding-text.js'
import { columnsOf, styled } from '../style.js'
import { table } from '../table.js'
import { wrap } from '../wrap.js'

const MOST_WEIGHTS = 20
const LARGEST_CONSTANT = 16

const help = `
Inspects any ONNX model. In models of infonce, names tell the role of a value:
parameter/…, state/… (of the optimizer), batch/…, next/…, gradient/…, metric/…,
loss. Files beside the model that contain its weights are checked too.

Examples:
  $ infonce inspect run/step.onnx
  $ infonce inspect resnet50.onnx --json`

export function addInspect(root: Command): void {
  root
    .command('inspect')
    .description('show what is in an ONNX file: inputs, outputs, parameters, loss, operators, metadata')
    .argument('<file>', 'an .onnx file')
    .option('--json', 'write a line of JSON')
    .addHelpText('after', help)
    .action(inspect)
}

async function inspect(file: string, options: { json?: true }): Promise<void> {
  const content = await readFile(file)
  let description: ModelDescription
  try {
    description = describeModel(content)
  } catch (error) {
    if (error instanceof ModelFormatError) throw new ModelFormatError(`${file}: ${error.message}`, { cause: error })
    throw error
  }
  const data = await externalFiles(file, description)
  if (options.json) printJson({ file, size: content.length, data, ...description })
  else print(...report(file, content.length, data, description))
}

function report(file: string, size: number, data: readonly ExternalFile[], model: ModelDescription): string[] {
  const { metadata, producer, irVersion, opsets, inputs, outputs, weights, operators, storage } = model
  const opset = Object.entries(opsets).map(([domain, version]) => `${domain || 'ai.onnx'} ${version}`)
  const nodes = Object.values(operators).reduce((sum, times) => sum + times, 0)
  const facts: [string, string][] = [
    ['file', `${basename(file)}, ${bytes(size)}`],
    ...data.map((beside): [string, string] => ['data', externalFileText(beside)]),
    ...(storage ? [['storage', `${storage.dtype}, ${roundingText(storage)}`] as [string, string]] : []),
    ['graph', `${model.name || 'unnamed'}, ${count(nodes)} ${nodes === 1 ? 'node' : 'nodes'}`],
    ...(producer ? [['producer', producer] as [string, string]] : []),
    ['opset', `${opset.join(', ')} (IR version ${irVersion})`],
  ]
  // What the file says of its loss comes first; every other entry follows at the end.
  for (const key of ['loss', 'paper']) if (metadata[key]) facts.push([key, oneLine(metadata[key])])
  const shown = new Set(['loss', 'paper', ...(storage ? ['storage'] : [])])
  const others = Object.entries(metadata).filter(([key]) => !shown.has(key))
  const named = others.flatMap(([key, value]) => metadataRows(key, value))
  const operatorRows = Object.entries(operators)
    .sort(([a, i], [b, j]) => j - i || (a < b ? -1 : 1))
    .map(([name, times]) => `${name} ${times}`)
  const sections = [
    keyValues(facts),
    valueSection('Inputs', inputs),
    valueSection('Outputs', outputs),
    ...(weights.length > 0 ? [weightSection(weights)] : []),
    ...(operatorRows.length > 0 ? [section('Operators', wrap(operatorRows, columnsOf(process.stdout)))] : []),
    ...(named.length > 0 ? [section('Metadata', keyValues(named, '  '))] : []),
  ]
  return sections.flatMap((lines, index) => (index > 0 ? ['', ...lines] : lines))
}

const section = (title: string, lines: readonly string[]): string[] => [styled(process.stdout, 'bold', title), ...lines]

/** Keys and values in two columns; a value that is longer than the line goes on below its beginning. */
function keyValues(rows: readonly (readonly [string, string])[], indent = ''): string[] {
  const width = Math.max(...rows.map(([key]) => key.length))
  const hanging = ' '.repeat(indent.length + width + 2)
  return rows.flatMap(([key, value]) =>
    wrap(value.split(' '), columnsOf(process.stdout), hanging, ' ').map((line, index) =>
      index === 0 ? `${indent}${key.padEnd(width)}  ${line.trimStart()}` : line,
    ),
  )
}

/** Metadata on one line each; the fields of a configuration in JSON as `key.field`. */
function metadataRows(key: string, value: string): [string, string][] {
  try {
    const parsed: unknown = JSON.parse(value)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return Object.entries(parsed).map(([field, inner]) => [
        `${key}.${field}`,
        typeof inner === 'string' ? oneLine(inner) : JSON.stringify(inner),
      ])
  } catch {
    // Not JSON: shown as it is.
  }
  return [[key, oneLine(value)]]
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

/** The values, those whose names share what stands before the first slash together, in the order of the file. */
function valueSection(title: string, values: readonly ValueDescription[]): string[] {
  if (values.length === 0) return section(title, ['  none'])
  const groups = new Map<string, ValueDescription[]>()
  for (const value of values) {
    const group = GROUP.exec(value.name)?.[1] ?? ''
    groups.set(group, [...(groups.get(group) ?? []), value])
  }
  const lines = valueTable([...groups.values()].flat())
  const grouped = [...groups].flatMap(([group, members]) => {
    const own = lines.splice(0, members.length)
    return groups.size > 1 ? [styled(process.stdout, 'dim', `  ${summary(group || 'other', members)}`), ...own] : own
  })
  return section(title, grouped)
}

const GROUP = /^(parameter|state|batch|next|gradient|metric)\//

/** `parameter: 2 tensors, 338,944 numbers` */
function summary(group: string, members: readonly ValueDescription[]): string {
  const sizes = members.map((member) => elements(member) ?? Number.NaN)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const what = sizes.every((size) => size === 1) ? 'number' : 'tensor'
  const tensors = `${group}: ${members.length} ${what}${members.length === 1 ? '' : 's'}`
  return what === 'number' || Number.isNaN(total) ? tensors : `${tensors}, ${count(total)} numbers`
}

/** The largest weights; the small constants that graphs are full of are only counted. */
function weightSection(weights: readonly ValueDescription[]): string[] {
  const size = (weight: ValueDescription): number => elements(weight) ?? 0
  const total = (some: readonly ValueDescription[]): string =>
    count(some.reduce((sum, weight) => sum + size(weight), 0))
  const largest = [...weights].sort((a, b) => size(b) - size(a)).slice(0, MOST_WEIGHTS)
  const shown = largest.filter((weight) => size(weight) > LARGEST_CONSTANT)
  const rest = weights.filter((weight) => !shown.includes(weight))
  const tensors = (number: number): string => `${count(number)} ${number === 1 ? 'tensor' : 'tensors'}`
  const others = shown.length > 0 ? `and ${tensors(rest.length)} of ${total(rest)} numbers in all` : 'small constants'
  return section(`Weights: ${tensors(weights.length)}, ${total(weights)} numbers`, [
    ...valueTable(shown),
    ...(rest.length > 0 ? [`  ${others} (--json lists them)`] : []),
  ])
}

const valueTable = (values: readonly ValueDescription[]): string[] =>
  table(
    [{ title: '' }, { title: '' }, { title: '' }, { title: '', align: 'right' }],
    values.map((value) => {
      const size = elements(value)
      // Of unknown rank.
      const shape = value.shape ? `[${value.shape.join(', ')}]` : '?'
      return [value.name, value.dtype, shape, size === undefined ? '' : count(size)]
    }),
    '    ',
  )

/** Number of elements, where every dimension is a number. */
function elements({ shape }: ValueDescription): number | undefined {
  if (!shape) return undefined
  let product = 1
  for (const size of shape) {
    if (typeof size !== 'number') return undefined
    product *= size
  }
  return product
}
