// Trains tiny models of images by every method and exports them.
// Usage: node tools/oracles/write_simclr_models.mjs FOLDER     (after `npm run build`; check_simclr_exports.py reads the folder)
import { join } from 'node:path'
import { argv, exit } from 'node:process'
import { drawings, exportModel, imagesInMemory, simclr, trainModel } from '../../packages/simclr/dist/index.js'

const [folder] = argv.slice(2)
if (!folder) {
  console.error('usage: node tools/oracles/write_simclr_models.mjs FOLDER')
  exit(2)
}

const common = { size: 16, headWidth: 6, embedding: 4, batch: 6, epochs: 3, scaling: 'none' }
const models = {
  simclr: { ...common, depth: 8, widthFactor: 0.125 },
  moco: { ...common, method: 'moco', queue: 8, network: 'convolutional', widthFactor: 0.03125, headLayers: 3 },
  supcon: {
    ...common,
    ...{ method: 'supcon', label: 'shape', depth: 26, widthFactor: 0.015625, stem: 'imagenet', headLayers: 1 },
    ...{ normalization: 'layer', optimizer: 'adamw', learningRate: 0.01 },
  },
}

const images = imagesInMemory({ images: [...drawings({ images: 24, size: 16 })], size: 16 })
for (const [name, configuration] of Object.entries(models)) {
  for await (const event of trainModel(simclr, { images, configuration, threads: 1 }))
    if (event.type === 'end') await exportModel(simclr, event.model, join(folder, name))
  console.log(join(folder, name))
}
