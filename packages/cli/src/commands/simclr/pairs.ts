// `infonce simclr pairs`: pictures beside two views of each, what training is given.
import { writeFileAtomic } from '@infonce/runtime'
import { type Configuration, type ConfigurationInput, describeRun, openDescribed, pairSheet } from '@infonce/simclr'
import type { Command } from 'commander'
import { fileTable } from '../../file-table.js'
import { print } from '../../output.js'
import { checkNewFile } from '../../output-target.js'
import { Progress } from '../../progress.js'
import type { TypedSettings } from '../../setting-options.js'
import { UsageError } from '../../usage-error.js'
import { usualProvider } from '../../usual-provider.js'
import { wholeNumber } from '../../whole-number.js'
import {
  addFormOptions,
  addPictureOptions,
  filesDescription,
  type TypedForm,
  type TypedPictures,
} from './picture-options.js'
import { openFor, picturesFor, tellOpened } from './run-pictures.js'
import { viewSettings } from './settings.js'

type PairsOptions = Omit<TypedSettings<Configuration>, 'size' | 'channels'> &
  TypedPictures &
  TypedForm & {
    readonly run?: string
    readonly out?: string
    readonly count: string
    readonly columns: string
    readonly force?: true
  }

const help = `
Writes a PNG file: pictures drawn at random, each followed by two views, as the
training step makes them. Look at it before you train: can you tell which views
are of one picture, and are there more ways to tell than you want?

Examples:
  $ infonce simclr pairs photos --out pairs.png
  $ infonce simclr pairs photos --crop 0.08,1 --blur 0.5 --out pairs.png
  $ infonce simclr pairs --run run --out pairs.png`

export function addPairs(group: Command): void {
  const command = group
    .command('pairs')
    .description('write a sheet of pictures beside two views of each')
    .argument('[pictures]', 'a folder of pictures, or one file (default: those of --run)')
    .option('--run <dir>', 'take the pictures and settings of a run')
    .option('--out <file>', 'the PNG file to write')
    .option('--count <n>', 'pictures', '32')
    .option('--columns <n>', 'pictures beside each other', '4')
  addPictureOptions(command)
  addFormOptions(command)
  viewSettings.addTo(command)
  command.option('--force', 'write over what is there').addHelpText('after', help).action(pairs)
}

async function pairs(path: string | undefined, options: PairsOptions): Promise<void> {
  const { run: folder, out, force = false } = options
  if (out === undefined) throw new UsageError('--out is missing: give the PNG file to write')
  const pictures = wholeNumber('--count', options.count, 1, 10_000)
  const columns = wholeNumber('--columns', options.columns, 1, 100)
  viewSettings.configurationOf(options)
  const typed = viewSettings.inputOf(options) as ConfigurationInput
  if (path === undefined && folder === undefined)
    throw new UsageError('pictures are missing: give a folder of pictures or one file, or those of a run by --run')
  const form = options.size ?? options.channels
  if (folder !== undefined && form !== undefined)
    throw new UsageError('--size and --channels are those of the run: leave them out')
  await checkNewFile(out, 'pairs', force)
  const provider = await usualProvider()
  const progress = new Progress()
  try {
    const configuration = folder === undefined ? undefined : (await describeRun(folder)).configuration
    const set = configuration
      ? await openFor(await picturesFor(folder!, path, options), configuration, progress)
      : await openDescribed(filesDescription(path!, options))
    if (!configuration) tellOpened(set, progress)
    progress.update({ label: 'making views', facts: [] })
    await writeFileAtomic(out, await pairSheet(set, { ...configuration, ...typed }, { pictures, columns, provider }))
    progress.end()
    print(...(await fileTable([out])))
  } finally {
    progress.end()
  }
}
