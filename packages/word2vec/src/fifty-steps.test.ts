import { describe, it } from 'vitest'
import { expectFiftySteps } from './fifty-steps.fixture.js'

describe('fifty steps follow the reference', () => {
  it("on Node's CPU", () => expectFiftySteps('cpu'))
  it("on Node's CPU, five steps a run", () => expectFiftySteps('cpu', 5))
  it('on WebAssembly in Node', () => expectFiftySteps('wasm'))
})
