// The time of a training step of CPC against PyTorch, and where ours goes. See bench/README.md.
import { fileURLToPath } from 'node:url'
import { runStepBenchmark } from '../lib/step-benchmark.mjs'
import { DIGITS_SETTINGS } from './settings.mjs'
import { prepareSteps } from './step-data.mjs'
import { openTrainer } from './step-trainer.mjs'

/** @type {import('../lib/step-benchmark.mjs').StepBenchmark<import('@infonce/cpc').ConfigurationInput, import('@infonce/cpc').Configuration>} */
const benchmark = {
  title: 'A training step of CPC, against PyTorch',
  program: fileURLToPath(new URL('step-program.mjs', import.meta.url)),
  peer: fileURLToPath(new URL('pytorch_peer.py', import.meta.url)),
  requirements: 'cpc/requirements.txt',
  settings: {
    digits: { help: 'those of bench/cpc/quality.mjs', settings: DIGITS_SETTINGS },
    defaults: { help: "the package's", settings: {} },
  },
  peers: ['eager', 'compile', 'bf16', 'compile+bf16'],
  peerForm: 'PyTorch has its fused Adam',
  rounds: 9,
  steps: 32,
  checked: 8,
  lossEvery: 16,
  prepare: prepareSteps,
  describe: ({ batch, frames, widths, context, contextWidth, steps, negatives, scope }) =>
    `${batch} windows of ${frames} frames, layers of ${widths.join(', ')} channels, a ${context} of ${contextWidth}, ${steps} steps ahead, ${negatives} negatives of scope ${scope}; Adam`,
  open: openTrainer,
}

await runStepBenchmark(benchmark)
