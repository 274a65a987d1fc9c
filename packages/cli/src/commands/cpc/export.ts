// `infonce cpc export`: writes a model's graphs into a folder.
import { exportModel, MODEL_FILES } from '@infonce/cpc'
import type { Command } from 'commander'
import {
  addEncoderOptions,
  parseEncoderOptions,
  storageLines,
  type TypedEncoderOptions,
} from '../../encoder-options.js'
import { fileTable } from '../../file-table.js'
import { print, printJson } from '../../output.js'
import { makeFolder } from '../../output-folder.js'
import { checkNewFiles } from '../../output-target.js'
import { UsageError } from '../../usage-error.js'
import { openModel } from './open-model.js'

interface ExportOptions extends TypedEncoderOptions {
  readonly out?: string
  readonly force?: true
  readonly json?: true
}

const help = `
Writes encoder.onnx (samples of any length to frames z and contexts c),
stream.onnx (a chunk and the state to frames, contexts and the next state),
loss.onnx, gradient.onnx, step.onnx and the parameters.

With --storage float16 the weights in encoder.onnx and stream.onnx take half the
room, and what that changed is said; the parameters stay as they are. A file of
data beside a graph belongs to it: keep the two together.

Examples:
  $ infonce cpc export run --out graphs
  $ infonce cpc export run --out small --storage float16`

export function addExport(group: Command): void {
  const command = group
    .command('export')
    .description('write the graphs, with weights as they are or smaller')
    .argument('<model-dir>', 'the folder that train wrote')
    .option('--out <dir>', 'the folder to write')
  addEncoderOptions(command, 'weights', 'encoder.onnx and stream.onnx')
  command
    .option('--force', 'write over what is there')
    .option('--json', 'write a line of JSON with the paths and what was changed')
    .addHelpText('after', help)
    .action(exportTo)
}

async function exportTo(folder: string, options: ExportOptions): Promise<void> {
  const { out, force = false } = options
  if (out === undefined) throw new UsageError('--out is missing: give the folder to write')
  const encoder = parseEncoderOptions(options)
  const model = await openModel(folder)
  await checkNewFiles(out, MODEL_FILES, 'export', force)
  await makeFolder(out)
  const { files, storage } = await exportModel(model, out, encoder)
  if (options.json) printJson({ files, ...(storage && { storage }) })
  else
    print(
      ...(await fileTable(files)),
      ...(storage ? storageLines('The weights in encoder.onnx and stream.onnx', storage) : []),
    )
}
