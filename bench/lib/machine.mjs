// What a benchmark ran on.
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, release, type } from 'node:os'
import { relative } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

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

/** What is true when a benchmark begins, and the command that began it. */
export function circumstances() {
  const [program = '', ...words] = argv.slice(1)
  const quoted = words.map((word) => (/^[\w./,=-]+$/.test(word) ? word : `'${word}'`))
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    revision: revision(),
    load: load(),
    command: ['node scripts/bootstrap.mjs', relative(ROOT, program), ...quoted].join(' '),
  }
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
