// A session on ONNX Runtime, of its Node or its web package.
import { ValueError } from '@infonce/core'
import type * as Ort from 'onnxruntime-common'
import type { Backend } from './backend.js'
import { checkFeeds, isNameList } from './check-feeds.js'
import { type DeviceTensor, isDeviceTensor, OrtDeviceTensor } from './device-tensor.js'
import { SessionError } from './errors.js'
import { firstLine } from './first-line.js'
import { describeTensor, elementCount, type HostTensor, hostDTypes, isHostDType } from './host-tensor.js'
import { throughNativeGate } from './native-gate.js'
import type { ProviderChoice } from './provider.js'
import type { Feeds, Fetches, Session, SessionOptions, TensorInfo } from './session.js'

// Errors are thrown, with their text; logging them to stderr as well would break a terminal's progress bar.
const quietly = { logSeverityLevel: 4 } as const

const optimizationLevels = { none: 'disabled', basic: 'basic', extended: 'extended', all: 'all' } as const

/** What is known when a session is opened. */
export interface OpenOptions extends Pick<SessionOptions, 'strict' | 'optimization'> {
  readonly backend: Backend
  readonly choice: ProviderChoice
  /** Names of outputs that stay on the device. */
  readonly onDevice?: readonly string[]
}

/** Opens a model on a backend. */
export async function openOn(
  model: Uint8Array | string,
  { backend, choice, strict = false, optimization = 'all', onDevice = [] }: OpenOptions,
): Promise<OrtSession> {
  if (!Object.hasOwn(optimizationLevels, optimization))
    throw new ValueError(
      `optimization is '${String(optimization)}': expected ${Object.keys(optimizationLevels).join(', ')}`,
    )
  const what = typeof model === 'string' ? `model ${model}` : `model (${model.length} bytes)`
  const settings: Ort.InferenceSession.SessionOptions = {
    executionMode: 'sequential',
    graphOptimizationLevel: optimizationLevels[optimization],
    ...quietly,
    ...(onDevice.length > 0 && {
      preferredOutputLocation: Object.fromEntries(onDevice.map((name) => [name, 'gpu-buffer' as const])),
    }),
  }
  const { opened, partlyOnCpu } = await createSession(backend, model, settings, strict, what)
  try {
    const inputs = opened.inputMetadata.map((entry) => tensorInfo(what, 'input', entry))
    const outputs = opened.outputMetadata.map((entry) => tensorInfo(what, 'output', entry))
    return new OrtSession(backend, opened, choice, partlyOnCpu, inputs, outputs, new Set(onDevice))
  } catch (error) {
    await exclusively(backend, () => opened.release())
    throw error
  }
}

/** Opens it without operators on the CPU, where that can be had. */
async function createSession(
  backend: Backend,
  model: Uint8Array | string,
  settings: Ort.InferenceSession.SessionOptions,
  strict: boolean,
  what: string,
): Promise<{ opened: Ort.InferenceSession; partlyOnCpu: boolean }> {
  const create = (chosen: Ort.InferenceSession.SessionOptions): Promise<Ort.InferenceSession> => {
    const options = { ...chosen, ...settings }
    return exclusively(backend, () =>
      // The two overloads take the same second argument, but TypeScript does not merge them for a union.
      typeof model === 'string'
        ? backend.ort.InferenceSession.create(model, options)
        : backend.ort.InferenceSession.create(model, options),
    )
  }
  try {
    if (!backend.mayUseCpu) return { opened: await create(backend.settings), partlyOnCpu: false }
    let refusal: unknown
    for (const chosen of [backend.settings, ...(backend.otherwise ? [backend.otherwise] : [])])
      try {
        const session = { ...(chosen.extra?.session as object), disable_cpu_ep_fallback: '1' }
        return { opened: await create({ ...chosen, extra: { ...chosen.extra, session } }), partlyOnCpu: false }
      } catch (cause) {
        if (!/fallback to CPU EP has been explicitly disabled/.test(String(cause))) throw cause
        refusal ??= cause
      }
    if (strict)
      throw new SessionError(
        `some operator of the ${what} does not run on provider '${backend.provider}', and strict does not allow the CPU: bind named dimensions to sizes (shapes are computed on the CPU), replace the operator, or open it without strict`,
        { cause: refusal },
      )
    return { opened: await create(backend.settings), partlyOnCpu: true }
  } catch (cause) {
    if (cause instanceof SessionError) throw cause
    throw new SessionError(`ONNX Runtime cannot open the ${what}: ${firstLine(cause)}`, { cause })
  }
}

export class OrtSession implements Session<HostTensor | DeviceTensor> {
  private closed = false
  private lastRun: Promise<unknown> = Promise.resolve()
  /** Closed, and the last run has ended. */
  private ended = false
  /** How many of its tensors lie on the device. ONNX Runtime ends the process when they outlive their session. */
  private kept = 0

  constructor(
    private readonly backend: Backend,
    private readonly opened: Ort.InferenceSession,
    readonly choice: ProviderChoice,
    readonly partlyOnCpu: boolean,
    readonly inputs: readonly TensorInfo[],
    readonly outputs: readonly TensorInfo[],
    private readonly onDevice: ReadonlySet<string>,
  ) {}

  async run(feeds: Feeds, fetches?: Fetches): Promise<Record<string, HostTensor | DeviceTensor>> {
    if (this.closed) throw new SessionError('the session is closed: open the model again to run it')
    checkFeeds(this.inputs, this.outputs, feeds, fetches)
    const ortFeeds: Record<string, Ort.Tensor> = {}
    for (const { name } of this.inputs) ortFeeds[name] = this.toOrt(name, feeds[name]!)

    const into: Readonly<Record<string, HostTensor | null>> =
      fetches === undefined
        ? Object.fromEntries(this.outputs.map(({ name }) => [name, null]))
        : isNameList(fetches)
          ? Object.fromEntries(fetches.map((name) => [name, null]))
          : fetches
    const { writesFetches } = this.backend
    const ortFetches: Record<string, Ort.Tensor | null> = {}
    for (const [name, target] of Object.entries(into)) {
      if (target && this.onDevice.has(name))
        throw new SessionError(`output '${name}' stays on the device: request it with null, not with a tensor to write`)
      ortFetches[name] = target && writesFetches ? this.view(target) : null
    }

    let results: Ort.InferenceSession.ReturnType
    try {
      const running = exclusively(this.backend, () => this.opened.run(ortFeeds, ortFetches, quietly))
      this.lastRun = running
      results = await running
    } catch (cause) {
      throw new SessionError(`ONNX Runtime failed to run the graph: ${firstLine(cause)}`, { cause })
    }
    const returned: Record<string, HostTensor | DeviceTensor> = {}
    for (const [name, target] of Object.entries(into)) {
      const result = results[name] as Ort.Tensor
      if (target && !writesFetches) copyInto(name, target, result)
      returned[name] = target ?? this.fromOrt(result)
    }
    return returned
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    // Runs start in the order of their calls, so the last one is the one to wait for; its error is its caller's.
    await this.lastRun.catch(() => undefined)
    this.ended = true
    await this.releaseUnlessKept()
  }

  private async releaseUnlessKept(): Promise<void> {
    if (this.ended && this.kept === 0) await exclusively(this.backend, () => this.opened.release())
  }

  private toOrt(name: string, tensor: HostTensor | DeviceTensor): Ort.Tensor {
    if (isDeviceTensor(tensor)) {
      if (tensor instanceof OrtDeviceTensor && tensor.disposed)
        throw new SessionError(`input '${name}' has been disposed of: dispose of a tensor after its last use`)
      if (tensor instanceof OrtDeviceTensor && tensor.backend.provider === this.backend.provider) return tensor.tensor
      throw new SessionError(
        `input '${name}' lies on a device, which provider '${this.backend.provider}' cannot read: download it first`,
      )
    }
    if (!this.backend.takesEmpty && elementCount(tensor.dims) === 0)
      throw new SessionError(
        `input '${name}' has no elements (${describeTensor(tensor.dtype, tensor.dims)}), which provider '${this.backend.provider}' cannot take: leave out empty batches`,
      )
    return this.view(tensor)
  }

  private fromOrt(tensor: Ort.Tensor): HostTensor | DeviceTensor {
    const { type, dims } = tensor
    // The dtype was checked against hostDTypes when the model was opened, and ONNX Runtime pairs it with its array.
    if (tensor.location === 'gpu-buffer') {
      this.kept++
      return new OrtDeviceTensor(type as HostTensor['dtype'], dims, tensor, this.backend, () => {
        this.kept--
        void this.releaseUnlessKept()
      })
    }
    return { dtype: type, dims, data: tensor.data } as unknown as HostTensor
  }

  /** The tensor as ONNX Runtime wants it, over the same memory. */
  private view({ dtype, data, dims }: HostTensor): Ort.Tensor {
    return new this.backend.ort.Tensor(dtype, data as Ort.Tensor.DataType, dims)
  }
}

function copyInto(name: string, target: HostTensor, { dims, data }: Ort.Tensor): void {
  if (dims.join() !== target.dims.join())
    throw new SessionError(
      `output '${name}' came out as [${dims.join(', ')}], but the tensor to write it into is [${target.dims.join(', ')}]`,
    )
  ;(target.data as Float32Array).set(data as Float32Array)
}

function tensorInfo(model: string, role: string, entry: Ort.InferenceSession.ValueMetadata): TensorInfo {
  if (!entry.isTensor) throw new SessionError(`${role} '${entry.name}' of the ${model} is not a tensor`)
  if (!isHostDType(entry.type))
    throw new SessionError(
      `${role} '${entry.name}' of the ${model} is ${describeTensor(entry.type, entry.shape)}: supported dtypes are ${hostDTypes.join(', ')}`,
    )
  return {
    name: entry.name,
    dtype: entry.type,
    dims: entry.shape.map((size) => (size === '' || size === undefined ? null : size)),
  }
}

/** What is under way in each ONNX Runtime that cannot do two things at once: it would hang, or mix them up. */
const underWay = new WeakMap<object, Promise<unknown>>()

function exclusively<T>(backend: Backend, call: () => Promise<T>): Promise<T> {
  const work = (): Promise<T> => throughNativeGate(call)
  if (backend.runsConcurrently) return work()
  const before = underWay.get(backend.ort.InferenceSession) ?? Promise.resolve()
  const after = before.then(work, work)
  underWay.set(
    backend.ort.InferenceSession,
    after.catch(() => undefined),
  )
  return after
}
