import { toModel } from '@infonce/onnx'
import { openSession, weightsFor } from '@infonce/runtime'
import { expect, it } from 'vitest'
import { encoderGraph } from './graphs.js'
import { encoderSuite } from './testing/encoder-suite.js'
import { smallModels } from './testing/small-models.js'

encoderSuite('webgpu')

it.each(smallModels)(
  'an encoder of $name, for one series of any length, leaves nothing to the CPU',
  async ({ model }) => {
    const graph = encoderGraph(model.configuration)
    const file = toModel(graph, { weights: weightsFor(graph, model), sizes: { N: 1 } })
    const session = await openSession(file, { provider: 'webgpu', strict: true })
    expect(session.partlyOnCpu).toBe(false)
    await session.close()
  },
)
