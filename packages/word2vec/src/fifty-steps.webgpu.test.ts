import { toModel } from '@infonce/onnx'
import { openSession } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { losses, parseConfiguration } from './configuration.js'
import { expectFiftySteps } from './fifty-steps.fixture.js'
import { trainingGraphs } from './graphs.js'

it("fifty steps follow the reference on Node's WebGPU, nothing left to the CPU", () => expectFiftySteps('webgpu'))

describe.each(losses)('of a model with %s nothing is left to the CPU', (loss) => {
  const graphs = trainingGraphs(20, parseConfiguration({ dim: 4, window: 2, loss }), { anchors: 3, noise: 5 })

  it.each(['loss', 'gradient', 'step'] as const)('by its %s.onnx', async (kind) => {
    const model = toModel(graphs[kind](), { sizes: { B: 2 } })
    const session = await openSession(model, { provider: 'webgpu', strict: true })
    expect(session.partlyOnCpu).toBe(false)
    await session.close()
  })
})
