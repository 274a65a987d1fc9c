// The providers of Node. The browser build has platform.browser.ts in this file's place.
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { type Backend, channelsFirst } from './backend.js'
import { ProviderError } from './errors.js'
import { firstLine } from './first-line.js'
import { PROVIDERS_GUIDE } from './guide.js'
import type { Provider } from './provider.js'

/** In which order `auto` looks for a provider. */
export const autoOrder: readonly Provider[] = ['cuda', 'webgpu', 'cpu', 'wasm']

/** Where training runs unless a provider is asked for. */
export const defaultProvider: Provider | 'auto' = 'cpu'

/** As many threads as the process may use. */
export const defaultThreads = (): number => availableParallelism()

/** Why `auto` passes a provider over without trying it, if it does. */
export async function passedOver(provider: Provider): Promise<string | undefined> {
  // Looking for an adapter where there is no graphics device fills stderr with a driver's warnings.
  if (provider !== 'webgpu' || process.platform !== 'linux' || hasGraphicsDevice()) return undefined
  return 'no graphics device is visible (/dev/dri, /dev/nvidia0, /dev/dxg); to use a software adapter, select the provider by name'
}

function hasGraphicsDevice(): boolean {
  if (existsSync('/dev/nvidia0') || existsSync('/dev/dxg')) return true
  try {
    return readdirSync('/dev/dri').some((name) => name.startsWith('renderD'))
  } catch {
    return false
  }
}

const common = {
  needsProbe: true,
  mayUseCpu: false,
  keepsTensors: false,
  writesFetches: true,
  stepsPerRun: 1,
  takesEmpty: true,
  runsConcurrently: true,
}

const threadSettings = (threads: number): Backend['settings'] => ({
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  // Spinning threads gain a few per cent on an idle machine and cost a multiple on a busy one. Not set on purpose:
  // set_denormal_as_zero, which flushes the denormals of all JavaScript on this thread for good.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
})

/**
 * How each provider is loaded. Loading finds out what can be known without a graph: whether packages are installed and
 * their libraries load. Each throws a `ProviderError` that says what to do.
 */
export const loaders: Readonly<Record<Provider, (threads: number) => Promise<Backend>>> = {
  cpu: async (threads) => ({
    ...common,
    provider: 'cpu',
    ort: await importNative('cpu'),
    settings: { ...threadSettings(threads), executionProviders: ['cpu'] },
    needsProbe: false,
  }),

  webgpu: async (threads) => {
    const ort = await importNative('webgpu')
    requireSupport('webgpu', ort, 'Windows, macOS and Linux on x64')
    return {
      ...common,
      provider: 'webgpu',
      ort,
      settings: { ...threadSettings(threads), executionProviders: ['webgpu'] },
      otherwise: { ...threadSettings(threads), executionProviders: [channelsFirst] },
      mayUseCpu: true,
      keepsTensors: true,
      takesEmpty: false,
      runsConcurrently: false,
    }
  },

  cuda: async (threads) => {
    const ort = await importNative('cuda')
    requireSupport('cuda', ort, 'Linux on x64')
    // Asked of the file system first: a failure to load it is logged by ONNX Runtime, whatever its log level.
    if (!existsSync(nativeFile('libonnxruntime_providers_cuda.so')))
      throw new ProviderError(
        `provider 'cuda' needs ONNX Runtime's CUDA libraries, which are not installed beside onnxruntime-node: node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12 (${PROVIDERS_GUIDE})`,
      )
    return {
      ...common,
      provider: 'cuda',
      ort,
      settings: { ...threadSettings(threads), executionProviders: ['cuda'] },
      mayUseCpu: true,
      stepsPerRun: 8,
    }
  },

  wasm: async (threads) => {
    const ort = await importWeb()
    ort.env.wasm.numThreads = threads
    return {
      ...common,
      provider: 'wasm',
      ort,
      settings: { executionProviders: ['wasm'] },
      writesFetches: false,
      runsConcurrently: false,
    }
  },
}

/** What to do where a provider's device cannot be used. */
export const deviceHelp: Readonly<Partial<Record<Provider, string>>> = {
  wasm: 'install onnxruntime-web again, with its .wasm files',
  webgpu: `on Linux it needs a Vulkan driver (libvulkan.so.1, and the GPU vendor's or Mesa's driver), on Windows and macOS a current graphics driver (${PROVIDERS_GUIDE})`,
  cuda: `it needs an NVIDIA GPU with its driver, CUDA 12 and cuDNN 9 on the library path (${PROVIDERS_GUIDE})`,
}

function requireSupport(provider: Provider, ort: typeof import('onnxruntime-node'), where: string): void {
  if (!ort.listSupportedBackends().some(({ name }) => name === provider))
    throw new ProviderError(
      `provider '${provider}' is not in onnxruntime-node for ${process.platform}-${process.arch}: it runs on ${where}`,
    )
}

/** The path that a native library has beside the binding of onnxruntime-node. */
function nativeFile(name: string): string {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node')
  return join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch, name)
}

/** Only on Linux x64 has its install script something to download, and npm leaves out a package whose script fails. */
const installNative =
  process.platform === 'linux' && process.arch === 'x64'
    ? 'ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node (without that variable npm downloads CUDA libraries too, and fails where it cannot)'
    : 'npm install onnxruntime-node'

async function importNative(provider: Provider): Promise<typeof import('onnxruntime-node')> {
  try {
    return await import('onnxruntime-node')
  } catch (cause) {
    if (isMissing('onnxruntime-node', cause))
      throw new ProviderError(
        `provider '${provider}' needs the package onnxruntime-node, which is not installed: ${installNative}`,
        { cause },
      )
    throw new ProviderError(
      `onnxruntime-node is installed but does not load on ${process.platform}-${process.arch}: ${firstLine(cause)}; provider 'wasm' runs everywhere`,
      { cause },
    )
  }
}

async function importWeb(): Promise<typeof import('onnxruntime-web')> {
  try {
    return await import('onnxruntime-web')
  } catch (cause) {
    if (isMissing('onnxruntime-web', cause))
      throw new ProviderError(
        "provider 'wasm' needs the package onnxruntime-web, which is not installed: npm install onnxruntime-web",
        { cause },
      )
    throw new ProviderError(`onnxruntime-web is installed but does not load: ${firstLine(cause)}`, { cause })
  }
}

function isMissing(name: string, cause: unknown): boolean {
  const { code } = cause as NodeJS.ErrnoException
  return code === 'ERR_MODULE_NOT_FOUND' || (code === 'MODULE_NOT_FOUND' && firstLine(cause).includes(`'${name}'`))
}
