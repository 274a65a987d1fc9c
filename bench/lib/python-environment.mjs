// The Python that peers run in: one that is given, or a virtual environment made for them.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BENCH = fileURLToPath(new URL('../', import.meta.url))
const FOLDER = join(BENCH, '.venv')

/**
 * The interpreter to run peers with.
 * @param {string | undefined} given an interpreter that has the requirements; else `bench/.venv` is made
 * @param {(text: string) => void} say
 * @param {string} [requirements] their file, from `bench`
 * @throws Error when there is no Python, or the requirements cannot be installed
 */
export function pythonEnvironment(given, say, requirements = 'requirements.txt') {
  if (given !== undefined) return given
  const python = join(FOLDER, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  if (!existsSync(python)) {
    say('making bench/.venv for Python peers')
    run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', FOLDER], requirements)
  }
  // Quick where all is there, and right where the requirements have changed since or an installation was cut short.
  const file = join(BENCH, requirements)
  run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', file], requirements)
  return python
}

/**
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {string} requirements
 */
function run(command, commandArguments, requirements) {
  const { status, error } = spawnSync(command, commandArguments, { stdio: ['ignore', 2, 2] })
  if (status === 0) return
  const why = error ? error.message : `it ended with code ${status}`
  throw new Error(
    `${command} ${commandArguments.slice(0, 3).join(' ')}: ${why}; give a Python that has bench/${requirements} with --python`,
  )
}
