// What a benchmark ran on.
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, release, type } from 'node:os'
import { fileURLToPath } from 'node:url'

/** CPU, cores and system in words. */
export function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU'
  return `${model}, ${availableParallelism()} cores, ${type()} ${release()}`
}

/** Mean number of processes that wanted a core in the last minute. */
export function load() {
  return (loadavg()[0] ?? 0).toFixed(1)
}

/** The commit of this checkout, and whether files were changed since. */
export function revision() {
  const commit = output('git', ['rev-parse', '--short=12', 'HEAD'])
  if (!commit) return 'unknown commit'
  return output('git', ['status', '--porcelain', '--', 'packages'])
    ? `commit ${commit} with changes`
    : `commit ${commit}`
}

/**
 * What a program prints, or nothing where it cannot be run.
 * @param {string} command
 * @param {string[]} commandArguments
 */
export function output(command, commandArguments) {
  try {
    return execFileSync(command, commandArguments, {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return undefined
  }
}
