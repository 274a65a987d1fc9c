// The command that a definition gets: here that of the model of CONTRIBUTING.md.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { trainInFolder } from '@infonce/runtime'
import { readRegularText } from '@infonce/runtime/internals'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Tables } from '../../runtime/src/testing/matching/matching.js'
import { matchingInFolder } from '../../runtime/src/testing/matching/matching-in-folder.js'
import { addTrainCommand } from './train-command.js'
import { UsageError } from './usage-error.js'

let root: string
let csv: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'infonce-train-command-'))
  csv = join(root, 'tables.csv')
  const rows = Array.from({ length: 40 }, (_, n) => [Math.sin(n), Math.cos(n), Math.sin(n + 1), Math.cos(n + 1)])
  await writeFile(csv, rows.map((row) => `${row.join(',')}\n`).join(''))
})
afterAll(() => rm(root, { recursive: true }))

/** Each line has a row of the left table, then one of the right. */
async function tables(path: string): Promise<{ readonly tables: Tables }> {
  const rows = (await readRegularText(path))
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number))
  const part = (from: number, to: number) => Float32Array.from(rows.flatMap((row) => row.slice(from, to)))
  return { tables: { left: part(0, 2), right: part(2, 4), rows: rows.length } }
}

interface TypedTables {
  readonly csv?: string
}

/** The groups that are made of the definition: a package may have several. */
function command(name = 'matching'): Command {
  const group = new Command(name).exitOverride()
  addTrainCommand(group, {
    name,
    definition: matchingInFolder,
    watched: {
      // On this thread: the worker's script is a test's own.
      train: (options) => trainInFolder(matchingInFolder, options),
      view: {
        summary: ({ rows, totalSteps }) => `${rows} rows; ${totalSteps} steps`,
        work: ({ rows, configuration: { epochs } }) => rows * epochs,
        speed: (perSecond) => `${Math.round(perSecond)} rows/s`,
        numbers: [{ outputs: ['loss'], text: (loss) => `loss ${loss.toFixed(3)}` }],
      },
    },
    description: 'match rows of two tables',
    help: '\nExample:\n  $ infonce matching train --csv tables.csv --out run',
    addDataOptions: (train) => {
      train.option('--csv <file>', 'rows of both tables')
    },
    typedFlags: ({ csv: path }: TypedTables) => (path === undefined ? [] : ['--csv']),
    fixedFlags: () => [],
    moved: ({ csv: path }) => ({ options: { '--csv': path } }),
    begin({ csv: path }) {
      if (path === undefined) throw new UsageError('--csv is missing: give the file of the tables')
      return tables(path)
    },
    resume: (_, __, { csv: path }) => tables(path ?? csv),
  })
  return group
}

/** What is written on standard output. */
async function run(...words: string[]): Promise<string> {
  let text = ''
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += chunk
    return true
  })
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  try {
    await command().parseAsync(['train', ...words], { from: 'user' })
  } finally {
    out.mockRestore()
    err.mockRestore()
    process.exitCode = 0
  }
  return text
}

describe('addTrainCommand', () => {
  it('trains a model in a folder, and says which files it wrote', async () => {
    const folder = join(root, 'run')
    const shown = await run('--csv', csv, '--out', folder, '--dim', '3', '--epochs', '6', '--threads', '1')
    for (const name of matchingInFolder.files) expect(shown).toContain(name)
    expect((await readdir(folder)).sort()).toEqual([...matchingInFolder.files, 'run.json'].sort())
    const events = (await run('--resume', folder, '--json'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events).toMatchObject([{ type: 'exported' }])
  })

  it('writes events as lines of JSON', async () => {
    const lines = (await run('--csv', csv, '--out', join(root, 'json'), '--json', '--threads', '1')).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).type)).toEqual(
      expect.arrayContaining(['begin', 'step', 'checkpoint', 'end', 'exported']),
    )
  })

  it('refuses what cannot be, in the words of the command line', async () => {
    await expect(run('--csv', csv)).rejects.toThrow('--out is missing')
    await expect(run('--out', join(root, 'none'))).rejects.toThrow('--csv is missing')
    await expect(run('--csv', csv, '--out', join(root, 'none'), '--dim', '0')).rejects.toThrow(
      "--dim: expected a whole number from 1 up, found '0'",
    )
    await expect(run('--resume', join(root, 'run'), '--dim', '2')).rejects.toThrow('leave out --dim')
    expect(await readdir(root)).not.toContain('none')
  })

  it('is made for each of several groups of one package, in the words of each', async () => {
    const program = new Command('infonce').exitOverride()
    for (const name of ['pairs', 'doubles']) program.addCommand(command(name))
    const folder = join(root, 'stopped')
    for await (const event of trainInFolder(matchingInFolder, { ...(await tables(csv)), folder }))
      if (event.type === 'begin') break
    const words = ['train', '--csv', csv, '--out', folder]
    for (const name of ['pairs', 'doubles'])
      await expect(program.parseAsync([name, ...words], { from: 'user' })).rejects.toThrow(
        `infonce ${name} train --resume ${folder}`,
      )
  })

  it('lists its options in the help', () => {
    const help = command().commands[0]!.helpInformation()
    for (const flag of ['--csv', '--out', '--resume', '--dim', '--epochs', '--provider', '--json'])
      expect(help).toContain(flag)
    expect(help).toContain('(default: 8)')
  })
})
