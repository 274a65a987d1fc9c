// What is built once for all files of a test run, by whoever needs it first.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * A folder that belongs to this run of the tests, filled once. Test files run in processes of one parent, whose number
 * names the run; folders of runs that are over are removed.
 * @param cache where such folders lie
 * @param fill writes into the folder, which is there
 */
export async function builtOnce(cache: string, name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  mkdirSync(cache, { recursive: true })
  const run = `run-${process.ppid}`
  for (const other of readdirSync(cache))
    if (other.startsWith('run-') && other !== run && !isAlive(Number(other.slice('run-'.length))))
      rmSync(join(cache, other), { recursive: true, force: true })
  const folder = join(cache, run, name)
  const done = join(cache, run, `${name}.done`)
  mkdirSync(join(cache, run), { recursive: true })
  try {
    mkdirSync(folder)
  } catch {
    while (!existsSync(done)) await wait(20)
    return folder
  }
  await fill(folder)
  writeFileSync(done, '')
  return folder
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
