import { describe, it } from 'vitest'
import { expectFirstSteps, trainedModels } from './first-steps.fixture.js'

describe.each(trainedModels)('the first steps of $name follow the reference', ({ configuration }) => {
  it("on Node's CPU", () => expectFirstSteps(configuration, 'cpu'))
  it('on WebAssembly in Node', () => expectFirstSteps(configuration, 'wasm'))
})
