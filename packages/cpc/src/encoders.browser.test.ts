import { encoderSuite } from './testing/encoder-suite.js'

encoderSuite('webgpu')
encoderSuite('wasm')
