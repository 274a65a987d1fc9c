// Trains tiny CPC models of both contexts and exports them.
// Usage: node tools/oracles/write_cpc_models.mjs FOLDER     (after `npm run build`; check_cpc_exports.py reads the folder)
import { join } from 'node:path'
import { argv, exit } from 'node:process'
import { cpc, exportModel, seriesInMemory, trainModel } from '../../packages/cpc/dist/index.js'

const [folder] = argv.slice(2)
if (!folder) {
  console.error('usage: node tools/oracles/write_cpc_models.mjs FOLDER')
  exit(2)
}

const common = { rate: null, steps: 2, frames: 6, batch: 4, negatives: 5, learningRate: 5e-3, epochs: 20 }
const models = {
  gru: { ...common, widths: [5, 6], kernels: [5, 3], strides: [3, 2], contextWidth: 4 },
  convolution: {
    ...common,
    ...{ channels: 3, widths: [4, 6, 5], kernels: [4, 1, 2], strides: [2, 3, 1], normalization: 'none' },
    ...{ context: 'convolution', contextWidth: 5, contextKernel: 3, contextLayers: 2 },
  },
}

for (const [name, configuration] of Object.entries(models)) {
  const { channels = 1 } = configuration
  const series = Array.from({ length: 8 }, (_, i) => ({
    name: `series ${i}`,
    samples: Float32Array.from({ length: 120 * channels }, (_, t) => Math.sin(t / (1.5 + i)) + 0.5 * Math.cos(t * t)),
  }))
  for await (const event of trainModel(cpc, {
    series: seriesInMemory({ series, channels }),
    configuration,
    threads: 1,
  }))
    if (event.type === 'end') await exportModel(cpc, event.model, join(folder, name))
  console.log(join(folder, name))
}
