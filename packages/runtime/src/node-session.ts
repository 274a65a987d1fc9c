// Sessions on onnxruntime-node, which is loaded only when the first session is opened.
import { availableParallelism } from 'node:os'
import { ValueError } from '@infonce/core'
import type * as Ort from 'onnxruntime-common'
import { checkFeeds, isNameList } from './check-feeds.js'
import { ProviderError, SessionError } from './errors.js'
import { describeTensor, type HostTensor, hostDTypes, isHostDType } from './host-tensor.js'
import type { Fetches, Session, SessionOptions, TensorInfo } from './session.js'

/** Beyond this ONNX Runtime would spend its time on starting threads, or fail to. */
const MOST_THREADS = 1024

const optimisationLevels = { none: 'disabled', basic: 'basic', extended: 'extended', all: 'all' } as const

/**
 * Opens an ONNX model, given as its bytes or the path of its file.
 *
 * Throws a `ValueError` for impossible options, a `ProviderError` when the package onnxruntime-node is not
 * installed or does not load, and a `SessionError` when the model cannot be read or used.
 */
export async function openSession(model: Uint8Array | string, options: SessionOptions): Promise<Session> {
  const { provider, threads = availableParallelism(), optimisation = 'all' } = options
  if (provider !== 'cpu') throw new ValueError(`provider is '${String(provider)}': expected 'cpu'`)
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS)
    throw new ValueError(`threads is ${threads}: expected a whole number from 1 to ${MOST_THREADS}`)
  if (!Object.hasOwn(optimisationLevels, optimisation))
    throw new ValueError(
      `optimisation is '${String(optimisation)}': expected ${Object.keys(optimisationLevels).join(', ')}`,
    )

  const ort = await loadOnnxRuntime()
  const what = typeof model === 'string' ? `model ${model}` : `model (${model.length} bytes)`
  const settings: Ort.InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: optimisationLevels[optimisation],
    // Errors are thrown, with their text; logging them to stderr as well would break a terminal's progress bar.
    logSeverityLevel: 4,
    // Spinning threads gain a few per cent on an idle machine and cost a multiple on a busy one. Not set on purpose:
    // set_denormal_as_zero, which flushes the denormals of all JavaScript on this thread for good.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  }
  let opened: Ort.InferenceSession
  try {
    // The two overloads take the same second argument, but TypeScript does not merge them for a union.
    opened = await (typeof model === 'string'
      ? ort.InferenceSession.create(model, settings)
      : ort.InferenceSession.create(model, settings))
  } catch (cause) {
    throw new SessionError(`ONNX Runtime cannot open the ${what}: ${reason(cause)}`, { cause })
  }
  try {
    const inputs = opened.inputMetadata.map((entry) => tensorInfo(what, 'input', entry))
    const outputs = opened.outputMetadata.map((entry) => tensorInfo(what, 'output', entry))
    return new NodeSession(ort, opened, inputs, outputs)
  } catch (error) {
    await opened.release()
    throw error
  }
}

class NodeSession implements Session {
  readonly provider = 'cpu'
  private closed = false
  private lastRun: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly ort: typeof Ort,
    private readonly opened: Ort.InferenceSession,
    readonly inputs: readonly TensorInfo[],
    readonly outputs: readonly TensorInfo[],
  ) {}

  async run(feeds: Readonly<Record<string, HostTensor>>, fetches?: Fetches): Promise<Record<string, HostTensor>> {
    if (this.closed) throw new SessionError('the session is closed: open the model again to run it')
    checkFeeds(this.inputs, this.outputs, feeds, fetches)
    const ortFeeds: Record<string, Ort.Tensor> = {}
    for (const { name } of this.inputs) ortFeeds[name] = this.view(feeds[name]!)

    const into: Readonly<Record<string, HostTensor | null>> =
      fetches === undefined
        ? Object.fromEntries(this.outputs.map(({ name }) => [name, null]))
        : isNameList(fetches)
          ? Object.fromEntries(fetches.map((name) => [name, null]))
          : fetches
    const ortFetches: Record<string, Ort.Tensor | null> = {}
    for (const [name, target] of Object.entries(into)) ortFetches[name] = target ? this.view(target) : null

    let results: Ort.InferenceSession.ReturnType
    try {
      const running = this.opened.run(ortFeeds, ortFetches)
      this.lastRun = running
      results = await running
    } catch (cause) {
      throw new SessionError(`ONNX Runtime failed to run the graph: ${reason(cause)}`, { cause })
    }
    const returned: Record<string, HostTensor> = {}
    for (const [name, target] of Object.entries(into)) {
      const { type, dims, data } = results[name] as Ort.Tensor
      // The dtype was checked against hostDTypes when the model was opened, and ONNX Runtime pairs it with its array.
      returned[name] = target ?? ({ dtype: type, dims, data } as unknown as HostTensor)
    }
    return returned
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    // Runs start in the order of their calls, so the last one is the one to wait for; its error is its caller's.
    await this.lastRun.catch(() => undefined)
    await this.opened.release()
  }

  /** The tensor as ONNX Runtime wants it, over the same memory. */
  private view({ dtype, data, dims }: HostTensor): Ort.Tensor {
    return new this.ort.Tensor(dtype, data as Ort.Tensor.DataType, dims)
  }
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

let loading: Promise<typeof Ort> | undefined

function loadOnnxRuntime(): Promise<typeof Ort> {
  loading ??= importOnnxRuntime().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

async function importOnnxRuntime(): Promise<typeof Ort> {
  try {
    return await import('onnxruntime-node')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ERR_MODULE_NOT_FOUND' || (code === 'MODULE_NOT_FOUND' && /'onnxruntime-node'/.test(reason(cause))))
      throw new ProviderError(
        "provider 'cpu' needs the package onnxruntime-node, which is not installed: npm install onnxruntime-node (with ONNXRUNTIME_NODE_INSTALL=skip in the environment it leaves out the CUDA download)",
        { cause },
      )
    throw new ProviderError(
      `onnxruntime-node is installed but does not load on ${process.platform}-${process.arch}: ${reason(cause)}`,
      { cause },
    )
  }
}

/** The first line of an error's message. */
const reason = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n', 1)[0]!.trim()
