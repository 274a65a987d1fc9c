// `infonce word2vec export`: writes a model in the formats of others.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FileError } from '@infonce/runtime'
import { exportModel, MODEL_FILES, writeVectors } from '@infonce/word2vec'
import type { Command } from 'commander'
import { fileTable } from '../file-table.js'
import { openModel } from '../open-model.js'
import { print, printJson } from '../output.js'
import { makeFolder } from '../output-folder.js'
import { UsageError } from '../usage-error.js'

const formats = ['text', 'binary', 'onnx'] as const
type Format = (typeof formats)[number]

interface ExportOptions {
  readonly format?: string
  readonly out?: string
  readonly force?: true
  readonly json?: true
}

const help = `
Formats:
  text     one file: each word and its numbers in decimal, as the word2vec
           program, gensim and fastText read it
  binary   one file: the same with the numbers as little-endian float32
  onnx     a folder: encoder.onnx, loss.onnx, gradient.onnx, step.onnx, the
           vocabulary and the parameters

Examples:
  $ infonce word2vec export run --format text --out vectors.txt
  $ infonce word2vec export run --format binary --out vectors.bin
  $ infonce word2vec export run --format onnx --out graphs`

export function addExport(group: Command): void {
  group
    .command('export')
    .description('write the vectors or the graphs in another format')
    .argument('<model-dir>', 'the folder that train wrote')
    .option('--format <name>', formats.join(', '))
    .option('--out <path>', 'the file to write; for onnx the folder')
    .option('--force', 'write over what is there')
    .option('--json', 'write a line of JSON with the paths')
    .addHelpText('after', help)
    .action(exportTo)
}

async function exportTo(folder: string, options: ExportOptions): Promise<void> {
  const { out, force = false } = options
  const format = formats.find((name) => name === options.format)
  if (options.format === undefined) throw new UsageError(`--format is missing: give one of ${formats.join(', ')}`)
  if (format === undefined)
    throw new UsageError(`--format: expected one of ${formats.join(', ')}, found '${options.format}'`)
  if (out === undefined) throw new UsageError('--out is missing: give the path to write')
  const model = await openModel(folder)
  await checkTarget(out, format, force)
  let files = [out]
  if (format === 'onnx') {
    await makeFolder(out)
    files = await exportModel(model, out)
  } else await writeVectors(out, model.embeddings, format)
  if (options.json) printJson({ files })
  else print(...(await fileTable(files)))
}

/** Refuses a target of the wrong kind, and one that would be written over unasked. */
async function checkTarget(out: string, format: Format, force: boolean): Promise<void> {
  const found = await stat(out).catch(() => undefined)
  if (!found) return
  const remedy = 'give another path, or --force to write over it'
  if (format === 'onnx') {
    if (!found.isDirectory()) throw new FileError(`${out} is a file: format onnx writes a folder, give another path`)
    const taken = (await readdir(out)).find((name) => MODEL_FILES.includes(name))
    if (taken && !force) throw new FileError(`${join(out, taken)} already exists: ${remedy}`)
  } else if (found.isDirectory())
    throw new FileError(`${out} is a folder: format ${format} writes one file, give its path`)
  else if (!force) throw new FileError(`${out} already exists: ${remedy}`)
}
