import { describe, it } from 'vitest'
import { expectFirstSteps, SHADERS_TIMEOUT, trainedModels } from './first-steps.fixture.js'

describe.each(trainedModels)(
  'the first steps of $name follow the reference',
  { timeout: SHADERS_TIMEOUT },
  ({ configuration }) => {
    it("on Node's CPU", () => expectFirstSteps(configuration, 'cpu'))
    it('on WebAssembly in Node', () => expectFirstSteps(configuration, 'wasm'))
  },
)
