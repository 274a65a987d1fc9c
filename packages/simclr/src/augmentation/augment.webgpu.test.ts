import { augmentationSuite } from './on-runtime.fixture.js'

augmentationSuite('webgpu')
