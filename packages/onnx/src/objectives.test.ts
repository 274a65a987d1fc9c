import * as ort from 'onnxruntime-node'
import { describe } from 'vitest'
import { lossTailsOn } from './loss-tails.fixture.js'

describe('a small probability on ONNX Runtime keeps its digits in the gradient of', () => lossTailsOn(ort, 'cpu'))
