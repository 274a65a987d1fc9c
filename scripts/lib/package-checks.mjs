// Checks each package as it would be published: what is in it, its types, its weight, and that it can be used.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPages } from './browser-checks.mjs'
import { BUDGETS, checkSize } from './bundle-size.mjs'
import { checkCommand } from './command-checks.mjs'
import { Consumer, pack } from './consumer.mjs'
import { checkDocuments } from './document-checks.mjs'
import { checkManifest } from './manifest-checks.mjs'
import { CheckFailure } from './report.mjs'
import { publishedPackages, ROOT } from './root.mjs'
import { succeed } from './run.mjs'
import { withTemporaryFolder } from './temporary-folder.mjs'

/**
 * Runs the checks; the packages must have been built.
 * @param {import('./report.mjs').Report} report
 */
export async function checkPackages(report) {
  await withTemporaryFolder(async (folder) => {
    for (const { entry, limit } of BUDGETS)
      await report.check(`size of ${entry}`, () => checkSize(entry, limit, folder))
    await report.check('licenses', checkLicenses)
    for (const { name, folder } of publishedPackages())
      await report.check(`package.json and README of ${name}`, () => checkManifest(folder))

    const tarballs = await report.check('npm pack', () => pack(join(folder, 'tarballs')))
    if (tarballs === undefined) return
    for (const { name, library } of publishedPackages()) {
      const tarball = tarballs.get(name) ?? ''
      await report.check(`publint ${name}`, () => tool('publint', ['run', tarball, '--strict']))
      // The command has nothing that could be imported.
      if (library)
        await report.check(`attw ${name}`, () =>
          tool('@arethetypeswrong/cli', [tarball, '--no-emoji', '--profile', 'node16']),
        )
    }

    const consumer = new Consumer(join(folder, 'consumer'))
    const installed = await report.check('install from tarballs', async () => {
      await consumer.install(tarballs.values())
      return 'npm'
    })
    if (installed === undefined) return
    // Before all others, which need onnxruntime-node.
    await checkCommand(report, consumer)
    await checkDocuments(report, consumer)
    await checkPages(report, consumer)
  })
}

/**
 * Runs a tool that the root depends on.
 * @param {string} name of its npm package, whose one command it is
 * @param {string[]} toolArguments
 */
async function tool(name, toolArguments) {
  const folder = join(ROOT, 'node_modules', name)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const program = typeof bin === 'string' ? bin : String(Object.values(bin)[0])
  await succeed(process.execPath, [join(folder, program), ...toolArguments], { env: { FORCE_COLOR: '0' } })
}

/** npm packs no file from above a package's folder, so that each needs its own copy of the license. */
function checkLicenses() {
  const license = readFileSync(join(ROOT, 'LICENSE'), 'utf8')
  for (const { folder } of publishedPackages()) {
    const file = join(folder, 'LICENSE')
    if (readFileSync(file, 'utf8') !== license)
      throw new CheckFailure(`${file} differs from the LICENSE at the root; copy it`)
  }
}
