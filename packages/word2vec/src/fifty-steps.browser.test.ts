import { describe, it } from 'vitest'
import { expectFiftySteps } from './fifty-steps.fixture.js'

describe('fifty steps follow the reference in a browser', () => {
  it('on WebGPU, nothing left to the CPU', () => expectFiftySteps('webgpu'))
  it('on WebAssembly', () => expectFiftySteps('wasm'))
})
