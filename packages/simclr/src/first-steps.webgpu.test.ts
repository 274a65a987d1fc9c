import { toModel } from '@infonce/onnx'
import { openSession } from '@infonce/runtime'
import { describe, expect, it } from 'vitest'
import { parseConfiguration } from './configuration.js'
import { expectFirstSteps, SHADERS_TIMEOUT, trainedModels } from './first-steps.fixture.js'
import { trainingGraphs } from './graphs.js'

describe.each(trainedModels)('$name', ({ configuration }) => {
  it(
    "takes its first steps as the reference does on Node's WebGPU, nothing left to the CPU",
    {
      timeout: SHADERS_TIMEOUT,
    },
    () => expectFirstSteps(configuration, 'webgpu'),
  )

  it.each(['loss', 'gradient', 'step'] as const)('leaves nothing of its %s.onnx to the CPU', async (kind) => {
    const graph = trainingGraphs(parseConfiguration(configuration))[kind]()
    const session = await openSession(toModel(graph), { provider: 'webgpu', strict: true })
    expect(session.partlyOnCpu).toBe(false)
    await session.close()
  })
})
