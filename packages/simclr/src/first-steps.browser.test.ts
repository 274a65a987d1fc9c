import { describe, it } from 'vitest'
import { expectFirstSteps, SHADERS_TIMEOUT, trainedModels } from './first-steps.fixture.js'

describe.each(trainedModels)('the first steps of $name follow the reference in a browser', ({ configuration }) => {
  it('on WebGPU, nothing left to the CPU', { timeout: SHADERS_TIMEOUT }, () =>
    expectFirstSteps(configuration, 'webgpu'),
  )
  it('on WebAssembly', { timeout: SHADERS_TIMEOUT }, () => expectFirstSteps(configuration, 'wasm'))
})
