// Node's WebGPU.
import { deviceSuite } from './testing/device-suite.js'

deviceSuite('webgpu', 'cpu')
