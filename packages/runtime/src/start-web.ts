// Starts the builds of onnxruntime-web, each once for a page or worker: none can be started again, not even where it
// failed.
import { ProviderError } from './errors.js'
import { firstLine } from './first-line.js'
import { PROVIDERS_GUIDE } from './guide.js'
import { probeModel } from './probe-model.js'

type Web = typeof import('onnxruntime-web')

/** The build without WebGPU is half as large, and faster. They are copies of ONNX Runtime that share nothing. */
const builds = {
  wasm: {
    load: (): Promise<Web> => import('onnxruntime-web/wasm'),
    module: 'onnxruntime-web/wasm',
    file: 'ort-wasm-simd-threaded.wasm',
  },
  webgpu: {
    load: (): Promise<Web> => import('onnxruntime-web/webgpu'),
    module: 'onnxruntime-web/webgpu',
    file: 'ort-wasm-simd-threaded.asyncify.wasm',
  },
}

/** A build of onnxruntime-web, by the provider that it is for. */
export type WebBuild = keyof typeof builds

/** How the names of workers begin that are threads of WebAssembly; which build's follows. */
const THREAD = 'em-pthread'

const scope = globalThis as unknown as { name?: string; Worker?: WorkerClass }
type WorkerClass = new (
  url: unknown,
  options?: { readonly name?: string },
) => { addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void }

const threadName = (build: WebBuild): string => `${THREAD}-${build}`

// Where a bundler put all into one script, as Vite does for workers, each thread runs that script instead of ONNX
// Runtime's own, and has to get there by itself.
for (const build of ['wasm', 'webgpu'] as const) if (scope.name === threadName(build)) void builds[build].load()

const started = new Map<WebBuild, Promise<Web>>()
let lastStart: Promise<unknown> = Promise.resolve()

/**
 * A build of onnxruntime-web with its WebAssembly ready.
 * @param threads that the first call for a build starts
 * @throws ProviderError where it does not load or start, for every call the same
 */
export function startWeb(build: WebBuild, threads: number): Promise<Web> {
  const known = started.get(build)
  if (known) return known
  const starting = lastStart.then(() => start(build, threads))
  started.set(build, starting)
  // One after the other: each puts a class of its own in the place of the scope's workers while it starts.
  lastStart = starting.catch(() => undefined)
  return starting
}

async function start(build: WebBuild, threads: number): Promise<Web> {
  const { load, module, file } = builds[build]
  let ort: Web
  try {
    ort = await load()
  } catch (cause) {
    throw new ProviderError(
      `onnxruntime-web does not load: ${firstLine(cause)}; install it beside @infonce/runtime, and check that its scripts are served`,
      { cause },
    )
  }
  ort.env.wasm.numThreads = threads
  try {
    const opening = () => ort.InferenceSession.create(probeModel(), { executionProviders: ['wasm'] })
    await (await failingWithThreads(build, opening)).release()
  } catch (cause) {
    throw cause instanceof ProviderError
      ? cause
      : new ProviderError(
          `onnxruntime-web does not start: ${firstLine(cause)}; check that ${file} is served beside its script, or set its address by env.wasm.wasmPaths = { wasm: address } with env of ${module}, and reload the page (${PROVIDERS_GUIDE})`,
          { cause },
        )
  }
  return ort
}

/** Does work that starts threads, and fails when one of them does: ONNX Runtime would wait for it for ever. */
async function failingWithThreads<T>(build: WebBuild, work: () => Promise<T>): Promise<T> {
  const { Worker } = scope
  if (!Worker) return work()
  let fail: (error: Error) => void
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  scope.Worker = class extends Worker {
    constructor(url: unknown, options?: { readonly name?: string }) {
      const isThread = options?.name === THREAD
      // A thread tells by its name which build is to be loaded; to ONNX Runtime the beginning is enough.
      super(url, isThread ? { ...options, name: threadName(build) } : options)
      if (!isThread) return
      this.addEventListener('error', ({ message }) =>
        fail(
          new ProviderError(
            `a thread of onnxruntime-web does not start: ${firstLine(message || 'its script could not be loaded')}; serve the scripts of a cross-origin isolated page with Cross-Origin-Embedder-Policy too, or use one thread (${PROVIDERS_GUIDE})`,
          ),
        ),
      )
    }
  }
  try {
    return await Promise.race([work(), failure])
  } finally {
    scope.Worker = Worker
  }
}
