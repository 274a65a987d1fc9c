// The build that every library package shares: ES modules and CommonJS, each with its own declarations.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
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
    clean: ['!**/browser.*'],
    // A file finds its neighbours by import.meta.url, in CommonJS too.
    shims: platform,
    splitting: false,
    silent: true,
  }
}

/**
 * tsup's options for a library with another entry for browsers, `src/browser.ts`: a file `x.browser.ts` stands there in
 * the place of `x.ts`.
 */
export function libraryWithBrowser(build: LibraryBuild = {}): Options[] {
  const node = library({ ...build, platform: true })
  const browser: Options = {
    ...node,
    entry: { browser: 'src/browser.ts' },
    format: ['esm'],
    platform: 'browser',
    clean: false,
    shims: false,
    esbuildPlugins: [browserFiles],
  }
  return [node, browser]
}

const browserFiles: NonNullable<Options['esbuildPlugins']>[number] = {
  name: 'browser-files',
  setup(build) {
    build.onResolve({ filter: /^\.\/.*\.js$/ }, ({ path, importer }) => {
      const file = join(dirname(importer), path.replace(/\.js$/, '.browser.ts'))
      return existsSync(file) ? { path: file } : undefined
    })
  },
}
