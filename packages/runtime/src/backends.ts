// Chooses a provider, and loads each one once.
import { ValueError } from '@infonce/core'
import type { Backend } from './backend.js'
import { ProviderError } from './errors.js'
import { firstLine } from './first-line.js'
import { openOn } from './ort-session.js'
import { autoOrder, deviceHelp, loaders, passedOver } from './platform.js'
import { probeModel } from './probe-model.js'
import { type Provider, type ProviderChoice, type ProviderFinding, providerNames } from './provider.js'

const loaded = new Map<string, Promise<Backend>>()

/** Loads a provider, and its device; throws a `ProviderError` where it cannot be used. */
export function loadBackend(provider: Provider, threads: number): Promise<Backend> {
  const key = `${provider} ${threads}`
  const known = loaded.get(key)
  if (known) return known
  const loading = tryBackend(provider, threads)
  loaded.set(key, loading)
  // Another try may find what is missing now.
  loading.catch(() => loaded.delete(key))
  return loading
}

async function tryBackend(provider: Provider, threads: number): Promise<Backend> {
  const backend = await loaders[provider](threads)
  if (!backend.needsProbe) return backend
  const choice = { provider, findings: [] }
  try {
    const session = await openOn(probeModel(), { backend, choice })
    // A WebGPU device dies with its last session: this one stays open.
    if (!backend.keepsTensors) await session.close()
    return backend
  } catch (error) {
    const cause = (error as Error).cause ?? error
    throw new ProviderError(
      `provider '${provider}' cannot be used here: ${firstLine(cause)}; ${deviceHelp[provider]}`,
      { cause },
    )
  }
}

/**
 * Chooses a provider, and says why the others were not.
 * @param wanted a provider, or `'auto'`: the first that is usable of `cuda`, `webgpu`, `cpu`, `wasm` in Node and of
 *   `webgpu`, `wasm` in a browser
 * @throws ValueError for an unknown name; ProviderError when it cannot be used, which names the reason and the remedy
 */
export async function chooseBackend(
  wanted: Provider | 'auto',
  threads: number,
): Promise<{ backend: Backend; choice: ProviderChoice }> {
  if (wanted !== 'auto' && !providerNames.includes(wanted))
    throw new ValueError(`provider is '${String(wanted)}': expected 'auto', '${providerNames.join("', '")}'`)
  const findings: ProviderFinding[] = []
  for (const provider of wanted === 'auto' ? autoOrder : [wanted]) {
    const reason = wanted === 'auto' ? await passedOver(provider) : undefined
    if (reason !== undefined) {
      findings.push({ provider, usable: false, reason })
      continue
    }
    try {
      const backend = await loadBackend(provider, threads)
      findings.push({ provider, usable: true, reason: wanted === 'auto' ? 'the first that can be used' : 'asked for' })
      return { backend, choice: { provider, findings } }
    } catch (error) {
      if (!(error instanceof ProviderError) || wanted !== 'auto') throw error
      findings.push({ provider, usable: false, reason: error.message })
    }
  }
  throw new ProviderError(
    `no provider can be used here: ${findings.map(({ provider, reason }) => `${provider}: ${reason}`).join('; ')}`,
  )
}

/** What can be said of every provider on this machine; it loads each of them. */
export async function surveyProviders(threads: number): Promise<ProviderFinding[]> {
  const findings: ProviderFinding[] = []
  for (const provider of providerNames) {
    try {
      await loadBackend(provider, threads)
      const reason = await passedOver(provider)
      findings.push({ provider, usable: true, ...(reason && { reason: `'auto' skips it: ${reason}` }) })
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error
      findings.push({ provider, usable: false, reason: error.message })
    }
  }
  return findings
}
