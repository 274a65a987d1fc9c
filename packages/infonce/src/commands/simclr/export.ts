// `infonce simclr export`: writes a model's graphs into a folder.
import { simclr } from '@infonce/simclr'
import type { Command } from 'commander'
import { addExportCommand } from '../../export-command.js'
import { openModel } from './open-model.js'

const help = `
Writes encoder.onnx (images of 0 to 1 to representations h and embeddings z),
loss.onnx, gradient.onnx, step.onnx and the parameters.

With --storage float16 the weights in encoder.onnx take half the room, and what
that changed is said; the parameters stay as they are. A file of data beside a
graph belongs to it: keep the two together.

Examples:
  $ infonce simclr export run --out graphs
  $ infonce simclr export run --out small --storage float16`

export function addExport(group: Command): void {
  addExportCommand(group, { definition: simclr, encoders: 'encoder.onnx', help, openModel })
}
