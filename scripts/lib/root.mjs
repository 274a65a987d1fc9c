// Where things are in the checkout.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of the checkout. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '')

/**
 * @typedef {object} Package
 * @property {string} name as published
 * @property {string} version
 * @property {string} folder absolute
 * @property {boolean} library whether it can be imported (the command cannot)
 */

/**
 * The packages that are published.
 * @returns {Package[]}
 */
export function publishedPackages() {
  const parent = join(ROOT, 'packages')
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const folder = join(parent, entry.name)
      const manifest = readManifest(folder)
      if (manifest === undefined || manifest.private) return []
      return [{ name: manifest.name, version: manifest.version, folder, library: manifest.types !== undefined }]
    })
}

/** @param {string} folder */
function readManifest(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  } catch {
    return undefined
  }
}
