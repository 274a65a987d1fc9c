// Starts onnxruntime-web, once for a page or worker: it cannot be started again, not even where it failed.
import { ProviderError } from './errors.js'
import { firstLine } from './first-line.js'
import { probeModel } from './probe-model.js'

type Web = typeof import('onnxruntime-web/webgpu')

/** The name of the workers that are threads of WebAssembly. */
const THREAD = 'em-pthread'

const scope = globalThis as unknown as { name?: string; Worker?: WorkerClass }
type WorkerClass = new (
  url: unknown,
  options?: { readonly name?: string },
) => { addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void }

// Where a bundler put all into one script, as Vite does for workers, each thread runs that script instead of ONNX
// Runtime's own, and has to get there by itself.
if (scope.name === THREAD) void import('onnxruntime-web/webgpu')

let started: Promise<Web> | undefined

/**
 * onnxruntime-web with its WebAssembly ready.
 * @param threads that the first call starts
 * @throws ProviderError where it does not load or start, for every call the same
 */
export function startWeb(threads: number): Promise<Web> {
  started ??= start(threads)
  return started
}

async function start(threads: number): Promise<Web> {
  let ort: Web
  try {
    ort = await import('onnxruntime-web/webgpu')
  } catch (cause) {
    throw new ProviderError(
      `onnxruntime-web does not load: ${firstLine(cause)}; install it beside @infonce/runtime, and see that its scripts are served`,
      { cause },
    )
  }
  ort.env.wasm.numThreads = threads
  try {
    const opening = () => ort.InferenceSession.create(probeModel(), { executionProviders: ['wasm'] })
    await (await failingWithThreads(opening)).release()
  } catch (cause) {
    throw cause instanceof ProviderError
      ? cause
      : new ProviderError(
          `onnxruntime-web does not start: ${firstLine(cause)}; see that its .wasm file is served beside its script, or say where it is by env.wasm.wasmPaths = { wasm: address }, and load the page again (docs/providers.md)`,
          { cause },
        )
  }
  return ort
}

/** Does work that starts threads, and fails when one of them does: ONNX Runtime would wait for it for ever. */
async function failingWithThreads<T>(work: () => Promise<T>): Promise<T> {
  const { Worker } = scope
  if (!Worker) return work()
  let fail: (error: Error) => void
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  scope.Worker = class extends Worker {
    constructor(url: unknown, options?: { readonly name?: string }) {
      super(url, options)
      if (options?.name !== THREAD) return
      this.addEventListener('error', ({ message }) =>
        fail(
          new ProviderError(
            `a thread of onnxruntime-web does not start: ${firstLine(message || 'its script could not be loaded')}; serve the scripts of a cross-origin isolated page with Cross-Origin-Embedder-Policy too, or ask for one thread (docs/providers.md)`,
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
