// The folder of a demonstration: its own to replace, and nobody else's.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { RunFolderError } from '@infonce/runtime'
import { readRegularText, writeFileAtomic } from '@infonce/runtime/internals'
import { makeFolder } from './output-folder.js'

const MARKER = 'about-this-folder.txt'

/** One demonstration. */
export interface Demonstration {
  /** `infonce demo` */
  readonly command: string
  /** What the files are, a line each. */
  readonly about: string
  /** Names of the files that it makes beside the run. */
  readonly files: readonly string[]
  /** Removes the run in a folder. */
  readonly clearRun: (folder: string) => Promise<void>
  /** Whether the run in a folder is on what the demonstration makes: somebody may have trained there on their own. */
  readonly isOwnRun: (folder: string) => Promise<boolean>
}

const markOf = ({ command }: Demonstration): string =>
  `This folder was made by \`${command}\`, and another \`${command}\` replaces what it made.`

/**
 * Makes the folder ready for a demonstration. What an earlier one made is removed; files that somebody put there stay.
 * @throws RunFolderError when the folder holds anything but this demonstration
 */
export async function prepareDemoFolder(folder: string, demonstration: Demonstration): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    if (error.code === 'ENOTDIR') throw new RunFolderError(`${folder} is a file: give a folder with --out`)
    throw error
  })
  if (found.length > 0) {
    if (!(await holds(folder, found, demonstration)))
      throw new RunFolderError(`${folder} contains files that are not from a demo: give another folder with --out`)
    await demonstration.clearRun(folder)
    for (const name of demonstration.files) await rm(join(folder, name), { force: true })
  }
  await makeFolder(folder)
  await writeFileAtomic(join(folder, MARKER), `${markOf(demonstration)}\n\n${demonstration.about}`)
}

async function holds(folder: string, found: readonly string[], demonstration: Demonstration): Promise<boolean> {
  if (!found.includes(MARKER)) return false
  if (!(await readRegularText(join(folder, MARKER))).startsWith(markOf(demonstration))) return false
  return !found.includes('run.json') || demonstration.isOwnRun(folder)
}
