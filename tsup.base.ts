// The build that every library package shares: ES modules and CommonJS, each with its own declarations.
import { fileURLToPath } from 'node:url'
import type { Options } from 'tsup'

/** What a package's build may change. */
export interface LibraryBuild {
  /** Whether the sources may use Node's modules and globals; false (the default) keeps a package pure. */
  platform?: boolean
  /** Dependencies that exist as ES modules only, built into the output together with their types. */
  inline?: string[]
}

/** tsup's options for a library package. */
export function library({ platform = false, inline = [] }: LibraryBuild = {}): Options {
  const tsconfig = platform ? './tsconfig.build.platform.json' : './tsconfig.build.json'
  return {
    entry: { index: 'src/index.ts' },
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: platform ? 'node' : 'neutral',
    removeNodeProtocol: false,
    tsconfig: fileURLToPath(new URL(tsconfig, import.meta.url)),
    dts: inline.length > 0 ? { resolve: inline } : true,
    noExternal: inline,
    clean: true,
    splitting: false,
    silent: true,
  }
}
