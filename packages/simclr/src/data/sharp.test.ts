// Where sharp is not installed.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { sourceAlias } from '../../../runtime/src/testing/source-alias.js'
import { temporaryFolder } from '../testing/temporary-folder.js'

const folder = temporaryFolder()
const source = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

it('what needs it says how it is had, and what does not need it works', async () => {
  folder.put({
    'images/x.png': 'x',
    'arrays/x.bin': new Uint8Array(3073),
    // A package of that name whose native part does not load.
    'broken/node_modules/sharp/package.json': '{ "name": "sharp", "main": "index.js" }',
    'broken/node_modules/sharp/index.js': "throw new Error('libvips is missing\\nsecond line')",
  })
  const program = `
    import { openImages } from ${JSON.stringify(source('simclr/src/data/open-images.ts'))}
    const [path] = process.argv.slice(2)
    await openImages(path + '/images', { onBadFile: 'skip' }).catch(({ name, message }) => console.log(name, message))
    console.log((await openImages(path + '/arrays')).images[0].labels.class)
  `
  for (const [place, reason] of [
    [
      '',
      'ValueError reading PNG, JPEG, WebP, GIF, TIFF and AVIF, and resizing, needs the package sharp: npm install sharp',
    ],
    [
      'broken',
      'ValueError sharp cannot be loaded (libvips is missing): install it again for this system, npm install sharp',
    ],
  ] as const) {
    const outfile = join(folder.path, place, 'program.mjs')
    await build({
      stdin: { contents: program, resolveDir: folder.path },
      outfile,
      ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'silent' },
      external: ['sharp', 'onnxruntime-node'],
      alias: sourceAlias('core', 'runtime', 'onnx', 'nn', 'evaluation'),
    })
    const { stdout, stderr } = spawnSync(process.execPath, [outfile, folder.path], { encoding: 'utf8' })
    expect({ stdout, stderr }).toEqual({ stdout: `${reason}\nairplane\n`, stderr: '' })
  }
})
