// The command `export` of a model whose encoder is a graph of its own.
import { exportModel, type FolderDefinition, type ModelTypes } from '@infonce/runtime'
import type { Command } from 'commander'
import { addEncoderOptions, parseEncoderOptions, storageLines, type TypedEncoderOptions } from './encoder-options.js'
import { fileTable } from './file-table.js'
import { print, printJson } from './output.js'
import { makeFolder } from './output-folder.js'
import { checkNewFiles } from './output-target.js'
import { checkEnding } from './target-ending.js'
import { UsageError } from './usage-error.js'

/** What a model gives for it. */
export interface ExportCommand<T extends ModelTypes, Details extends object> {
  readonly definition: FolderDefinition<T, Details>
  /** The files whose weights can be stored otherwise: `encoder.onnx`. */
  readonly encoders: string
  readonly help: string
  readonly openModel: (folder: string) => Promise<T['model']>
}

interface ExportOptions extends TypedEncoderOptions {
  readonly out?: string
  readonly force?: true
  readonly json?: true
}

export function addExportCommand<T extends ModelTypes, Details extends object>(
  group: Command,
  { definition, encoders, help, openModel }: ExportCommand<T, Details>,
): void {
  const command = group
    .command('export')
    .description('write the graphs, with weights as they are or smaller')
    .argument('<model-dir>', 'the folder that train wrote')
    .option('--out <dir>', 'the folder to write')
  addEncoderOptions(command, 'weights', encoders)
  command
    .option('--force', 'overwrite existing files')
    .option('--json', 'write a line of JSON with the paths and what was changed')
    .addHelpText('after', help)
    .action(async (folder: string, options: ExportOptions) => {
      const { out, force = false } = options
      if (out === undefined) throw new UsageError('--out is missing: give the folder to write')
      checkEnding(out, 'folder', 'export')
      const encoder = parseEncoderOptions(options)
      const model = await openModel(folder)
      await checkNewFiles(out, definition.files, 'export', force)
      await makeFolder(out)
      const { files, storage } = await exportModel(definition, model, out, encoder)
      if (options.json) printJson({ files, ...(storage && { storage }) })
      else print(...(await fileTable(files)), ...(storage ? storageLines(`The weights in ${encoders}`, storage) : []))
    })
}
