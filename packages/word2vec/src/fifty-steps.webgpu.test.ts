import { it } from 'vitest'
import { expectFiftySteps } from './fifty-steps.fixture.js'

it("fifty steps follow the reference on Node's WebGPU, nothing left to the CPU", () => expectFiftySteps('webgpu'))
