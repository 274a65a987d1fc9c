// Execution providers by name, and what was found out about each when one was chosen.

/**
 * What runs a graph: `cpu` (Node), `cuda` (Node on Linux x64, NVIDIA cards), `webgpu` (Node and browsers), `wasm`
 * (browsers, and Node where nothing native runs).
 */
export type Provider = 'cpu' | 'webgpu' | 'cuda' | 'wasm'

export const providerNames: readonly Provider[] = ['cpu', 'webgpu', 'cuda', 'wasm']

/** What became of one provider when one was chosen. */
export interface ProviderFinding {
  readonly provider: Provider
  readonly usable: boolean
  /** One line: why it was chosen or passed over, or why it is not usable and what would make it so. */
  readonly reason?: string
}

/** The provider that was chosen, and what was found out about it and about those that came before it. */
export interface ProviderChoice {
  readonly provider: Provider
  readonly findings: readonly ProviderFinding[]
}
