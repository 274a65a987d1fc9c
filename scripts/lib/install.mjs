// Installs the workspace by pnpm, fetched through npx, when node_modules is missing or differs from the lock file.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runPnpm } from './pnpm.mjs'
import { CheckFailure } from './report.mjs'
import { ROOT } from './root.mjs'
import { announced } from './run.mjs'

const STAMP = join(ROOT, 'node_modules', '.installed-from')

/** Makes node_modules what the lock file says. Throws an Error with pnpm's output if that fails. */
export async function install() {
  const wanted = fingerprint()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  const result = await announced('Installing dependencies', () =>
    runPnpm(['install', '--frozen-lockfile', '--reporter=append-only', '--config.confirmModulesPurge=false']),
  )
  if (!result.ok)
    throw new CheckFailure(`${result.output}\nThe dependencies could not be installed; pnpm's output is above.`)
  linkCommand()
  writeFileSync(STAMP, wanted)
}

/** A hash of everything that decides what is installed. */
function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  const manifests = ['packages', 'apps'].flatMap((parent) =>
    folders(parent).map((name) => `${parent}/${name}/package.json`),
  )
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'bench/package.json', ...manifests]) {
    const path = join(ROOT, file)
    if (existsSync(path)) hash.update(`${file}\n`).update(readFileSync(path))
  }
  return hash.digest('hex')
}

/** @param {string} parent */
function folders(parent) {
  return existsSync(join(ROOT, parent)) ? readdirSync(join(ROOT, parent)).sort() : []
}

/**
 * Lets `npx infonce` at the root run the built command. A dependency of the root would do this too, but then turbo
 * takes the whole workspace for an input of every build.
 */
function linkCommand() {
  const bin = join(ROOT, 'node_modules', '.bin')
  mkdirSync(bin, { recursive: true })
  const link = join(bin, 'infonce')
  rmSync(link, { force: true })
  const program = '../../packages/infonce/bin/infonce.js'
  if (process.platform === 'win32')
    writeFileSync(`${link}.cmd`, `@node "%~dp0\\${program.replaceAll('/', '\\')}" %*\r\n`)
  else symlinkSync(program, link)
}
