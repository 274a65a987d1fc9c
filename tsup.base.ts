// The build that every library package shares: ES modules and CommonJS, each with its own declarations.
import type { Options } from 'tsup'

/** What a package's build may change. */
export interface LibraryBuild {
  /** Entry files by output name. Default: `src/index.ts` as `index`. */
  entry?: Record<string, string>
  /** Whether the sources may use Node's and the web platform's globals; false keeps a package pure. */
  platform?: boolean
  /** Dependencies that exist as ES modules only, built into the output together with their types. */
  inline?: string[]
  /** How files that are not JavaScript are read, by extension. */
  loader?: Options['loader']
}

/** tsup's options for a library package. */
export function library(build: LibraryBuild = {}): Options {
  const inline = build.inline ?? []
  return {
    entry: build.entry ?? { index: 'src/index.ts' },
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: 'neutral',
    tsconfig: new URL(build.platform ? 'tsconfig.build.platform.json' : 'tsconfig.build.json', root).pathname,
    dts: inline.length > 0 ? { resolve: inline } : true,
    noExternal: inline,
    clean: true,
    sourcemap: false,
    splitting: false,
    treeshake: true,
    silent: true,
    ...(build.loader ? { loader: build.loader } : {}),
  }
}

const root: URL = new URL('./', import.meta.url)
