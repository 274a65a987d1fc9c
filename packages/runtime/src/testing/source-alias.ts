// Where bundles of tests find packages: in their sources.
import { fileURLToPath } from 'node:url'

const packages = new URL('../../../', import.meta.url)
const source = (path: string): string => fileURLToPath(new URL(path, packages))

/** Names of packages, without their scope, to entries of their sources: an `alias` of esbuild. */
export const sourceAlias = (...names: readonly string[]): Record<string, string> => ({
  ...Object.fromEntries(names.map((name) => [`@infonce/${name}`, source(`${name}/src/index.ts`)])),
  '@infonce/runtime/internals': source('runtime/src/internals.ts'),
})
