import * as ort from 'onnxruntime-node'
import { describe } from 'vitest'
import { cornersOn } from './corners.fixture.js'
import { lossTailsOn } from './loss-tails.fixture.js'
import { notNumbersOn, openReference } from './not-numbers.fixture.js'
import { openOutputs } from './sweep-on-runtime.fixture.js'

describe('a small probability on ONNX Runtime keeps its digits in the gradient of', () => lossTailsOn(ort, 'cpu'))

describe('scores that are no finite numbers', () => {
  describe('by the reference', () => notNumbersOn(openReference, true))
  describe('on ONNX Runtime', () => notNumbersOn((outputs) => openOutputs(outputs, ort, 'cpu'), true))
})

describe('corners of every objective', () => {
  describe('by the reference', () => cornersOn(openReference, openReference))
  describe('on ONNX Runtime', () => cornersOn(openReference, (outputs) => openOutputs(outputs, ort, 'cpu')))
})
