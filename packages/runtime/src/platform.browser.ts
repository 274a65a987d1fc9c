// The providers of browsers: this file stands in platform.ts's place in the browser build.
import { type Backend, channelsFirst } from './backend.js'
import { ProviderError } from './errors.js'
import type { Provider } from './provider.js'
import { startWeb } from './start-web.js'

/** The parts of a browser's globals that are used here. */
interface BrowserGlobals {
  readonly crossOriginIsolated?: boolean
  readonly navigator?: {
    readonly hardwareConcurrency?: number
    readonly gpu?: { requestAdapter(): Promise<Adapter | null> }
  }
}

interface Adapter {
  readonly isFallbackAdapter?: boolean
  readonly info?: { readonly vendor?: string; readonly architecture?: string; readonly isFallbackAdapter?: boolean }
}

const { crossOriginIsolated = false, navigator } = globalThis as unknown as BrowserGlobals

/** In which order `auto` looks for a provider. */
export const autoOrder: readonly Provider[] = ['webgpu', 'wasm']

/** Where training runs unless a provider is asked for. */
export const defaultProvider: Provider | 'auto' = 'auto'

/** As many as the machine has cores; 1 on a page that is not cross-origin isolated, which has no shared memory. */
export const defaultThreads = (): number => (crossOriginIsolated ? (navigator?.hardwareConcurrency ?? 1) : 1)

/** Why `auto` passes a provider over without trying it, if it does. */
export async function passedOver(provider: Provider): Promise<string | undefined> {
  if (provider !== 'webgpu') return undefined
  const adapter = await navigator?.gpu?.requestAdapter()
  if (!adapter) return undefined
  const { info } = adapter
  const software = adapter.isFallbackAdapter || info?.isFallbackAdapter || /swiftshader/i.test(info?.architecture ?? '')
  return software
    ? `the graphics adapter is software (${[info?.vendor, info?.architecture].filter(Boolean).join(' ')}), slower than wasm; select 'webgpu' by name to use it`
    : undefined
}

/** A page that is not cross-origin isolated has one, however many are asked for. */
const possibleThreads = (threads: number): number => (crossOriginIsolated ? threads : 1)

const common = { writesFetches: false, stepsPerRun: 1, runsConcurrently: false }

/** How each provider is loaded. Each throws a `ProviderError` that says what to do. */
export const loaders: Readonly<Record<Provider, (threads: number) => Promise<Backend>>> = {
  webgpu: async (threads) => {
    if (!navigator?.gpu)
      throw new ProviderError(
        "provider 'webgpu' needs a browser with WebGPU on a page of https or localhost: there is no navigator.gpu here; provider 'wasm' runs everywhere",
      )
    if (!(await navigator.gpu.requestAdapter()))
      throw new ProviderError(
        "provider 'webgpu' finds no graphics adapter: turn on hardware acceleration in the browser's settings, or use provider 'wasm'",
      )
    return {
      ...common,
      provider: 'webgpu',
      ort: await startWeb('webgpu', possibleThreads(threads)),
      settings: { executionProviders: ['webgpu'] },
      otherwise: { executionProviders: [channelsFirst] },
      needsProbe: true,
      mayUseCpu: true,
      keepsTensors: true,
      takesEmpty: false,
    }
  },

  wasm: async (threads) => ({
    ...common,
    provider: 'wasm',
    ort: await startWeb('wasm', possibleThreads(threads)),
    settings: { executionProviders: ['wasm'] },
    // It was started by opening a session.
    needsProbe: false,
    mayUseCpu: false,
    keepsTensors: false,
    takesEmpty: true,
  }),

  cpu: async () => {
    throw new ProviderError("provider 'cpu' is only available in Node: in a browser use 'wasm'")
  },

  cuda: async () => {
    throw new ProviderError("provider 'cuda' is only available in Node: in a browser use 'webgpu'")
  },
}

/** What to do where a provider's device cannot be used. */
export const deviceHelp: Readonly<Partial<Record<Provider, string>>> = {
  webgpu: "the browser has WebGPU but its device cannot be used: use provider 'wasm', or update the graphics driver",
}
