// The project's version of pnpm on a machine that has only npm: npx fetches it into its cache, where it is then run.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { CheckFailure } from './report.mjs'
import { ROOT } from './root.mjs'
import { run } from './run.mjs'

// Remembered beside what it installs, because asking npx takes seconds.
const NOTE = join(ROOT, 'node_modules', '.pnpm-from')

/**
 * Runs pnpm.
 * @param {string[]} pnpmArguments
 */
export async function runPnpm(pnpmArguments) {
  return run('pnpm', pnpmArguments, { env: { PATH: await pathWithPnpm() } })
}

/** The PATH of this process with the folder of the project's pnpm in front. */
export async function pathWithPnpm() {
  return `${await pnpmFolder()}${delimiter}${process.env.PATH ?? ''}`
}

async function pnpmFolder() {
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const [version, folder] = existsSync(NOTE) ? readFileSync(NOTE, 'utf8').split('\n') : []
  if (version === packageManager && folder && holdsPnpm(folder)) return folder
  const found = await run('npx', ['--yes', `--package=${packageManager}`, '--call', 'node -p process.env.PATH'])
  const fetched = found.stdout.trim().split(delimiter).find(holdsPnpm)
  if (!found.ok || fetched === undefined)
    throw new CheckFailure(`${found.output}\nnpx could not fetch ${packageManager}; its output is above.`)
  mkdirSync(dirname(NOTE), { recursive: true })
  writeFileSync(NOTE, `${packageManager}\n${fetched}`)
  return fetched
}

/** @param {string} folder */
function holdsPnpm(folder) {
  return existsSync(join(folder, process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm'))
}
