import * as ort from 'onnxruntime-node'
import { beforeAll, describe } from 'vitest'
import { catalogOn } from './catalog-on-runtime.fixture.js'
import { lossTailsOn } from './loss-tails.fixture.js'
import { notNumbersOn } from './not-numbers.fixture.js'
import { keepDevice, openOutputs } from './sweep-on-runtime.fixture.js'

describe("Node's WebGPU", () => {
  beforeAll(() => keepDevice(ort))
  describe('keeps the digits of a small probability in the gradient of', () => lossTailsOn(ort, 'webgpu'))
  describe('takes scores that are no finite numbers as the reference does', () =>
    notNumbersOn((outputs) => openOutputs(outputs, ort, 'webgpu', { strict: true }), false))
  describe('has the numbers of the reference for the catalog', () => catalogOn(ort, 'webgpu', { strict: true }))
})
