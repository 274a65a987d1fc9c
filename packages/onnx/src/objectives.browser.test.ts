import * as ort from 'onnxruntime-web/webgpu'
import { beforeAll, describe } from 'vitest'
import { catalogOn } from './catalog-on-runtime.fixture.js'
import { lossTailsOn } from './loss-tails.fixture.js'
import { notNumbersOn } from './not-numbers.fixture.js'
import { keepDevice, openOutputs } from './sweep-on-runtime.fixture.js'

describe('in a browser a small probability keeps its digits in the gradient of', () => {
  beforeAll(() => keepDevice(ort))
  describe.each(['wasm', 'webgpu'])('on %s', (provider) => lossTailsOn(ort, provider))
})

describe('in a browser scores that are no finite numbers are taken as by the reference', () => {
  describe('on wasm', () => notNumbersOn((outputs) => openOutputs(outputs, ort, 'wasm'), true))
  describe('on webgpu', () => notNumbersOn((outputs) => openOutputs(outputs, ort, 'webgpu'), false))
})

describe('in a browser the catalog has the numbers of the reference', () => {
  describe.each(['wasm', 'webgpu'])('on %s', (provider) => catalogOn(ort, provider))
})
