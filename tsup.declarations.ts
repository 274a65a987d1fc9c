// Writes the type declarations of a package's entries, one file an entry. Isolated declarations need no type checker:
// `npm test` checks the types of all packages at once.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/** How declarations are written. */
export interface DeclarationOptions {
  /** Whether `NAME.d.cts` is written as well. */
  commonJs?: boolean
  /** Packages whose types are copied in. */
  inline?: readonly string[]
  /** Another file for an imported one. */
  replace?: (path: string, importer: string) => string | undefined
  /** The entry that `./internals.js` is. Default: a file like any other. */
  internals?: string
}

/**
 * Makes `dist/NAME.d.ts` of `src/NAME.ts` in a package's folder. Refuses declarations that need a package which its
 * `package.json` does not name.
 */
export async function writeDeclarations(
  folder: string,
  name: string,
  { commonJs = false, inline = [], replace, internals }: DeclarationOptions,
): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const named = new Set(
    ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) => Object.keys(manifest[kind] ?? {})),
  )
  const bundle = await rolldown({
    input: { [name]: join(folder, 'src', `${name}.ts`) },
    checks: { pluginTimings: false },
    plugins: [
      {
        name: 'packages',
        resolveId(path, importer) {
          if (importer === undefined || path.startsWith('node:')) return undefined
          if (internals !== undefined && path === './internals.js') return { id: `./${internals}.js`, external: true }
          if (path.startsWith('.')) return replace?.(path, importer)
          if (inline.includes(packageOf(path))) return undefined
          return { id: path, external: true }
        },
      },
      dts({ oxc: true, emitDtsOnly: true, tsconfig: false }),
    ],
  })
  const file = `${name}.d.ts`
  try {
    const { output } = await bundle.write({ dir: join(folder, 'dist'), format: 'es' })
    // Those that are written: the list of the output has others, whose types nothing public needs.
    for (const [, path] of output[0].code.matchAll(/^(?:import|export) .*from "([^".][^"]*)"/gm))
      if (!path!.startsWith('node:') && !named.has(packageOf(path!)))
        throw new Error(`${file} imports ${path}, which package.json does not name`)
    const found = output.map(({ fileName }) => fileName).join(', ')
    if (found !== file) throw new Error(`the declarations of src/${name}.ts came as ${found}, not as ${file}`)
  } finally {
    await bundle.close()
  }
  const path = join(folder, 'dist', file)
  if (!commonJs) return
  const text = readFileSync(path, 'utf8')
  writeFileSync(
    path.replace(/ts$/, 'cts'),
    internals ? text.replaceAll(`"./${internals}.js"`, `"./${internals}.cjs"`) : text,
  )
}

/** The package of an import such as `@infonce/core` or `zod/mini`. */
const packageOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/')
