import { pytorchSteps } from './testing/pytorch-steps.js'

pytorchSteps('webgpu')
