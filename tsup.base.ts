// The build that every library package shares: ES modules and CommonJS, each with its own declarations.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Options } from 'tsup'
import { type DeclarationOptions, writeDeclarations } from './tsup.declarations.js'

/** What a package's build may change. */
export interface LibraryBuild {
  /** Whether the sources may use Node's modules and globals; false (the default) keeps a package pure. */
  platform?: boolean
  /** Dependencies that exist as ES modules only, built into the output together with their types. */
  inline?: string[]
  /** Whether the script of a worker, `src/worker.ts` and for browsers `src/browser.worker.ts`, is an entry of its own. */
  worker?: boolean
  /**
   * Whether `src/internals.ts`, and for browsers `src/browser.internals.ts`, holds everything as an entry of its own, of
   * which the main entry names a part. What has state or identity is then there once.
   */
  internals?: boolean
}

/** tsup's options for a library package. */
export function library({
  platform = false,
  inline = [],
  worker = false,
  internals = false,
}: LibraryBuild = {}): Options {
  const names = ['index', ...(worker ? ['worker'] : []), ...(internals ? ['internals'] : [])]
  return {
    entry: entries(names),
    format: ['esm', 'cjs'],
    target: 'es2022',
    platform: platform ? 'node' : 'neutral',
    removeNodeProtocol: false,
    tsconfig: fileURLToPath(new URL('./tsconfig.base.json', import.meta.url)),
    onSuccess: () => declare(names, { commonJs: true, inline, ...(internals && { internals: 'internals' }) }),
    esbuildPlugins: internals ? [internalsApart('internals')] : [],
    noExternal: inline,
    clean: ['!**/browser.*'],
    // A file finds its neighbors by import.meta.url, in CommonJS too.
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
  const { worker = false, internals = false, inline = [] } = build
  const names = ['browser', ...(worker ? ['browser.worker'] : []), ...(internals ? ['browser.internals'] : [])]
  const browser: Options = {
    ...node,
    entry: entries(names),
    format: ['esm'],
    platform: 'browser',
    clean: false,
    shims: false,
    onSuccess: () =>
      declare(names, { inline, replace: browserFile, ...(internals && { internals: 'browser.internals' }) }),
    esbuildPlugins: [...(internals ? [internalsApart('browser.internals')] : []), browserFiles],
  }
  return [node, browser]
}

type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number]

const entries = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `src/${name}.ts`]))

/** Writes the declarations of entries of the package that is built. */
async function declare(names: readonly string[], options: DeclarationOptions): Promise<void> {
  for (const name of names) await writeDeclarations(process.cwd(), name, options)
}

/** The file that stands in the place of an imported one. */
function browserFile(path: string, importer: string): string | undefined {
  const file = join(dirname(importer), path.replace(/\.js$/, '.browser.ts'))
  return existsSync(file) ? file : undefined
}

/** Leaves `./internals.js` outside of what imports it. */
const internalsApart = (name: string): EsbuildPlugin => ({
  name: 'internals-apart',
  setup(build) {
    const ending = build.initialOptions.format === 'cjs' ? 'cjs' : 'js'
    build.onResolve({ filter: /^\.\/internals\.js$/ }, () => ({ path: `./${name}.${ending}`, external: true }))
  },
})

const browserFiles: EsbuildPlugin = {
  name: 'browser-files',
  setup(build) {
    build.onResolve({ filter: /^\.\/.*\.js$/ }, ({ path, importer }) => {
      const file = browserFile(path, importer)
      return file === undefined ? undefined : { path: file }
    })
  },
}
