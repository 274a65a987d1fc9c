import { pytorchSteps } from './testing/pytorch-steps.js'

pytorchSteps('wasm')
pytorchSteps('webgpu')
