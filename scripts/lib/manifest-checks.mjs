// Checks what npm shows of a package, its package.json and its README, and the version ranges of its dependencies.
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { CheckFailure } from './report.mjs'

export const REPOSITORY = 'https://github.com/infonce/infonce'

/**
 * Checks one package. Throws a CheckFailure that lists everything that is wrong.
 * @param {string} folder of the package, absolute
 */
export function checkManifest(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const readme = join(folder, 'README.md')
  const problems = [
    ...manifestProblems(manifest, basename(folder)),
    ...(existsSync(readme) ? relativeLinks(readFileSync(readme, 'utf8')) : ['there is no README.md']),
  ]
  if (problems.length > 0) throw new CheckFailure(problems.map((problem) => `${folder}: ${problem}`).join('\n'))
}

/**
 * What is missing from a package.json or wrong in it.
 * @param {Record<string, any>} manifest
 * @param {string} directory the name of the package's folder under packages/
 * @returns {string[]} one line each
 */
export function manifestProblems(manifest, directory) {
  const path = `packages/${directory}`
  const expected = {
    homepage: `${REPOSITORY}/tree/main/${path}#readme`,
    bugs: { url: `${REPOSITORY}/issues` },
    repository: { type: 'git', url: `git+${REPOSITORY}.git`, directory: path },
    author: 'infonce contributors',
    license: 'MIT',
  }
  const problems = Object.entries(expected)
    .filter(([field, value]) => JSON.stringify(manifest[field]) !== JSON.stringify(value))
    .map(([field, value]) => `package.json needs "${field}": ${JSON.stringify(value)}`)
  if (!manifest.description) problems.push('package.json needs a description')
  if (!(manifest.keywords?.length >= 3)) problems.push('package.json needs at least three keywords')
  if (!manifest.files?.includes('CHANGELOG.md')) problems.push('package.json needs CHANGELOG.md in its files')
  return [...problems, ...rangeProblems(manifest)]
}

/**
 * Dependencies that users install have caret ranges, so that npm can deduplicate and update them. Packages of the
 * project name each other by their exact version.
 * @param {Record<string, any>} manifest
 */
function rangeProblems(manifest) {
  return ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((field) =>
    Object.entries(manifest[field] ?? {}).flatMap(([name, range]) => {
      const own = name === 'infonce' || name.startsWith('@infonce/')
      const fits = own ? /^\d+\.\d+\.\d+$/ : /^\^\d+\.\d+\.\d+( \|\| \^\d+\.\d+\.\d+)*$/
      return fits.test(range)
        ? []
        : [`${field}: ${name} needs ${own ? 'an exact version' : 'a caret range'}, not ${range}`]
    }),
  )
}

/**
 * Links in a README that do not start with an address or `#`. npm shows a README without the files around it.
 * @param {string} markdown
 * @returns {string[]} one line each
 */
export function relativeLinks(markdown) {
  const text = markdown.replaceAll(/^```[\s\S]*?^```/gm, (block) => block.replaceAll(/[^\n]/g, ''))
  return text.split('\n').flatMap((line, index) => {
    const targets = [
      ...line.matchAll(/\]\(\s*<?([^)>\s]+)/g),
      ...line.matchAll(/^\s*\[[^\]]+\]:\s*<?([^>\s]+)/g),
      ...line.matchAll(/\b(?:href|src)=["']([^"']+)/g),
    ].map(([, target]) => target ?? '')
    return targets
      .filter((target) => !/^(https?:|mailto:|#)/.test(target))
      .map((target) => `README.md:${index + 1}: relative link ${target}; write ${REPOSITORY}/blob/main/…`)
  })
}
