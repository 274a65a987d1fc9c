// The time of a training step of SimCLR against PyTorch, and where ours goes. See bench/README.md.
import { fileURLToPath } from 'node:url'
import { runStepBenchmark } from '../lib/step-benchmark.mjs'
import { CIFAR_SETTINGS } from './settings.mjs'
import { prepareSteps } from './step-data.mjs'
import { openTrainer } from './step-trainer.mjs'

/** Images of a step, and views of them. */
const BATCH = 128
/** @satisfies {import('@infonce/simclr').ConfigurationInput} */
const THIN = { depth: 10, widthFactor: 0.5, stem: 'cifar', normalization: 'batch', optimizer: 'sgd' }

/** @type {import('../lib/step-benchmark.mjs').StepBenchmark<import('@infonce/simclr').ConfigurationInput, import('@infonce/simclr').Configuration>} */
const benchmark = {
  title: 'A training step of SimCLR, against PyTorch',
  program: fileURLToPath(new URL('step-program.mjs', import.meta.url)),
  peer: fileURLToPath(new URL('pytorch_peer.py', import.meta.url)),
  requirements: 'simclr/requirements.txt',
  settings: {
    thin: { help: 'ResNet-10 of half the width, SGD', settings: { ...THIN, batch: BATCH, epochs: 100 } },
    recipe: {
      help: 'those of bench/simclr/quality.mjs, for two views',
      settings: { ...CIFAR_SETTINGS, views: 2, batch: BATCH, chunk: null, epochs: 100 },
    },
  },
  peers: [
    'eager',
    'channels-last',
    'compile',
    'channels-last+compile',
    'channels-last+bf16',
    'channels-last+compile+bf16',
  ],
  peerForm: 'PyTorch has its fused optimizer, and images as N, C, H, W where channels_last is not named',
  rounds: 7,
  steps: 4,
  checked: 4,
  lossEvery: 1,
  prepare: prepareSteps,
  describe: ({ batch, size, depth, widthFactor, stem, normalization, headWidth, embedding, optimizer, temperature }) =>
    `${batch} images of ${size} × ${size}, ${2 * batch} views made in the step, ResNet-${depth}, width factor ${widthFactor}, stem ${stem}, normalized by ${normalization}, head of ${headWidth} and ${embedding}, NT-Xent at temperature ${temperature}, ${optimizer}`,
  open: openTrainer,
}

await runStepBenchmark(benchmark)
