// Installs, builds, then runs a program in this process's place.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { build } from './build.mjs'
import { install } from './install.mjs'

/**
 * Installs and builds what is out of date, then runs a program with Node and ends with its exit code.
 * @param {string[]} command the program's file and its arguments; empty to run nothing
 */
export async function launch(command) {
  try {
    await install()
    await build()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exitCode = 1
    return
  }
  if (command.length === 0) return
  const child = spawn(process.execPath, command, { stdio: 'inherit' })
  // The terminal sends Ctrl-C to the child too, which decides what to do; a signal to this process alone is passed on.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', (error) => {
    process.stderr.write(`cannot run ${command[0]}: ${error.message}\n`)
    process.exitCode = 1
  })
  child.on('close', (code, signal) => {
    process.exitCode = code ?? 128 + (signal ? constants.signals[signal] : 1)
  })
}
