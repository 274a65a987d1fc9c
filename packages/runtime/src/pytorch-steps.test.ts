// Sparse optimizers, groups, clipping, averages and projections on the CPU of both runtimes, as PyTorch has them.
import { pytorchSteps } from './testing/pytorch-steps.js'

pytorchSteps('cpu')
pytorchSteps('cpu', 4)
pytorchSteps('wasm')
