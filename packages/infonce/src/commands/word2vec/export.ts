// `infonce word2vec export`: writes a model in the formats of others.
import { exportModel } from '@infonce/runtime'
import { type ExportedModel, type ExportModelOptions, MODEL_FILES, word2vec, writeVectors } from '@infonce/word2vec'
import type { Command } from 'commander'
import { choiceOf } from '../../choice.js'
import {
  addEncoderOptions,
  parseEncoderOptions,
  storageLines,
  type TypedEncoderOptions,
} from '../../encoder-options.js'
import { fileTable } from '../../file-table.js'
import { print, printJson } from '../../output.js'
import { makeFolder } from '../../output-folder.js'
import { checkNewFile, checkNewFiles } from '../../output-target.js'
import { small } from '../../rounding-text.js'
import { checkEnding } from '../../target-ending.js'
import { UsageError } from '../../usage-error.js'
import { openModel } from './open-model.js'

const formats = ['text', 'binary', 'onnx'] as const
type Format = (typeof formats)[number]

interface ExportOptions extends TypedEncoderOptions {
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
           (either is packed by gzip where its name ends in .gz)
  onnx     a folder: encoder.onnx, loss.onnx, gradient.onnx, step.onnx, the
           vocabulary and the parameters

With --storage float16 the vectors in encoder.onnx take half the room, and what
that changed is said; the parameters stay as they are. A file of ONNX ends at
2 GiB: vectors beyond that go into encoder.onnx.….data beside encoder.onnx, as
with --external-data always. Keep the two together.

Examples:
  $ infonce word2vec export run --format text --out vectors.txt
  $ infonce word2vec export run --format text --out vectors.txt.gz
  $ infonce word2vec export run --format binary --out vectors.bin
  $ infonce word2vec export run --format onnx --out graphs
  $ infonce word2vec export run --format onnx --out small --storage float16`

export function addExport(group: Command): void {
  const command = group
    .command('export')
    .description('write the vectors or the graphs in another format')
    .argument('<model-dir>', 'the folder that train wrote')
    .option('--format <name>', formats.join(', '))
    .option('--out <path>', 'the file to write; for onnx the folder')
  addEncoderOptions(command, 'onnx: vectors', 'encoder.onnx')
  command
    .option('--force', 'overwrite existing files')
    .option('--json', 'write a line of JSON with the paths and what was changed')
    .addHelpText('after', help)
    .action(exportTo)
}

async function exportTo(folder: string, options: ExportOptions): Promise<void> {
  const { out, force = false } = options
  if (options.format === undefined) throw new UsageError(`--format is missing: give one of ${formats.join(', ')}`)
  const format = choiceOf('--format', formats, options.format)
  if (out === undefined) throw new UsageError('--out is missing: give the path to write')
  checkEnding(out, format === 'onnx' ? 'folder' : format, `--format ${format}`)
  const encoder = encoderOptions(format, options)
  const model = await openModel(folder)
  const what = `format ${format}`
  if (format === 'onnx') {
    await checkNewFiles(out, MODEL_FILES, what, force)
    await makeFolder(out)
    const exported = await exportModel(word2vec, model, out, encoder)
    const { files, storage, rounding } = exported
    if (options.json) printJson({ files, ...(storage && { storage: { ...storage, ...rounding } }) })
    else print(...(await fileTable(files)), ...changed(exported))
  } else {
    await checkNewFile(out, what, force)
    await writeVectors(out, model.embeddings, format)
    if (options.json) printJson({ files: [out] })
    else print(...(await fileTable([out])))
  }
}

function encoderOptions(format: Format, typed: TypedEncoderOptions): ExportModelOptions {
  const given = { '--storage': typed.storage, '--external-data': typed.externalData }
  const idle = Object.entries(given).find(([, text]) => text !== undefined && format !== 'onnx')
  if (idle) throw new UsageError(`${idle[0]} does nothing with --format ${format}: leave it out`)
  return parseEncoderOptions(typed)
}

const changed = ({ storage, rounding }: Pick<ExportedModel, 'storage' | 'rounding'>): string[] =>
  storage
    ? storageLines(
        'The vectors in encoder.onnx',
        storage,
        `; the cosine similarity of two words changes by at most ${small(rounding!.largestCosineChange!)}`,
      )
    : []
