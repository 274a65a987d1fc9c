// `infonce cpc export`: writes a model's graphs into a folder.
import { cpc } from '@infonce/cpc'
import type { Command } from 'commander'
import { addExportCommand } from '../../export-command.js'
import { openModel } from './open-model.js'

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
  addExportCommand(group, {
    definition: cpc,
    encoders: 'encoder.onnx and stream.onnx',
    help,
    openModel,
  })
}
