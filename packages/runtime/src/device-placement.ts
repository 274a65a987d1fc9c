// Numbers in a device's memory, for providers that keep tensors there.
import { type InputAttributes, isInput, type Tensor } from '@infonce/core'
import { type DeviceTensor, isDeviceTensor } from './device-tensor.js'
import { initialValues, readValues, scalarFeeds } from './held-values.js'
import type { HostTensor } from './host-tensor.js'
import { metricsOf, type Placement, type PlacementInput, type StepInput, type StepMetrics } from './placement.js'
import type { ProviderChoice } from './provider.js'
import type { Session } from './session.js'

type DeviceSession = Session<HostTensor | DeviceTensor>

/** What a {@link DevicePlacement} is made from. */
export interface DevicePlacementInput extends PlacementInput {
  /** Opens a graph whose outputs of these names stay on the device. */
  readonly open: (model: Uint8Array, onDevice: readonly string[]) => Promise<DeviceSession>
}

/**
 * The first step takes parameters and state up; what it and every later one gives stays there and is what the next is
 * fed, and the numbers before it are freed. A step reads only its batch, and gives the host only loss and metrics.
 */
export class DevicePlacement implements Placement {
  readonly stepsPerRun = 1

  private constructor(
    /** Computes no loss and no metrics: what most steps need. */
    private readonly quiet: DeviceSession,
    private readonly full: DeviceSession,
    private readonly values: Record<string, HostTensor | DeviceTensor>,
  ) {}

  static async open({ graphs, slots, initialize, toModel, open }: DevicePlacementInput): Promise<DevicePlacement> {
    const values = initialValues(slots)
    await initialize(values)
    const step = graphs.step({ loss: false })
    const onDevice = slots.map(({ name }) => `next/${name}`).filter((name) => name in step.outputs)
    // What no step moves, frozen parameters, goes up once.
    const frozen = step.inputs
      .filter(isInput)
      .filter(({ attributes: { name } }) => name in values && !onDevice.includes(`next/${name}`))
    const opened: DeviceSession[] = []
    try {
      for (const graph of [step, graphs.step()]) opened.push(await open(toModel(graph), onDevice))
      const kept = await upload(frozen, values, toModel, open)
      return new DevicePlacement(opened[0]!, opened[1]!, { ...values, ...kept })
    } catch (error) {
      for (const session of opened) await session.close()
      throw error
    }
  }

  get choice(): ProviderChoice {
    return this.quiet.choice
  }

  get partlyOnCpu(): boolean {
    return this.quiet.partlyOnCpu
  }

  async run([step]: readonly StepInput[], made: number): Promise<(StepMetrics | undefined)[]> {
    const { feeds: batch, learningRate, withLoss } = step!
    const session = withLoss ? this.full : this.quiet
    const scalars = scalarFeeds(learningRate, made)
    const feeds: Record<string, HostTensor | DeviceTensor> = {}
    for (const { name } of session.inputs) {
      const value = this.values[name] ?? batch[name] ?? scalars[name]
      if (value) feeds[name] = value
    }
    const results = await session.run(feeds)
    const scalarResults: Record<string, HostTensor> = {}
    for (const [name, result] of Object.entries(results)) {
      if (name.startsWith('next/')) this.replace(name.slice('next/'.length), result)
      else scalarResults[name] = result as HostTensor
    }
    return [withLoss ? metricsOf(scalarResults) : undefined]
  }

  read(prefix: string): Promise<Record<string, HostTensor>> {
    return readValues(this.values, prefix)
  }

  async close(): Promise<void> {
    for (const value of Object.values(this.values)) if (isDeviceTensor(value)) value.dispose()
    await this.quiet.close()
    await this.full.close()
  }

  private replace(name: string, value: HostTensor | DeviceTensor): void {
    const before = this.values[name]!
    this.values[name] = value
    if (isDeviceTensor(before)) before.dispose()
  }
}

/** Inputs as tensors on the device: what a graph gives that does nothing to them. */
async function upload(
  inputs: readonly Tensor<InputAttributes>[],
  values: Readonly<Record<string, HostTensor>>,
  toModel: PlacementInput['toModel'],
  open: DevicePlacementInput['open'],
): Promise<Record<string, HostTensor | DeviceTensor>> {
  if (inputs.length === 0) return {}
  const outputs = Object.fromEntries(inputs.map((node) => [`next/${node.attributes.name}`, node]))
  const session = await open(toModel({ name: 'upload', inputs, outputs, metadata: {} }), Object.keys(outputs))
  try {
    const names = inputs.map(({ attributes }) => attributes.name)
    const results = await session.run(Object.fromEntries(names.map((name) => [name, values[name]!])))
    return Object.fromEntries(names.map((name) => [name, results[`next/${name}`]!]))
  } finally {
    await session.close()
  }
}
