// `infonce simclr pairs`: images beside two views of each, what training is given.
import { describeRun } from '@infonce/runtime'
import { writeFileAtomic } from '@infonce/runtime/internals'
import { type Configuration, openDescribed, pairSheet, settings, simclr } from '@infonce/simclr'
import type { Command } from 'commander'
import { fileTable } from '../../file-table.js'
import { print } from '../../output.js'
import { checkNewFile } from '../../output-target.js'
import { withProgress } from '../../progress.js'
import { SettingOptions, type TypedSettings } from '../../setting-options.js'
import { UsageError } from '../../usage-error.js'
import { usualProvider } from '../../usual-provider.js'
import { wholeNumber } from '../../whole-number.js'
import { addFormOptions, addImageOptions, filesDescription, type TypedForm, type TypedImages } from './image-options.js'
import { imagesFor, openFor, tellOpened } from './run-images.js'

type PairsOptions = Omit<TypedSettings<Configuration>, 'size' | 'channels'> &
  TypedImages &
  TypedForm & {
    readonly run?: string
    readonly out?: string
    readonly count: string
    readonly columns: string
    readonly force?: true
  }

const help = `
Writes a PNG file of random images, each followed by two views, as in training.
Check it before you train: the views of an image should have in common what the
representation should keep, and differ in everything else.

Examples:
  $ infonce simclr pairs photos --out pairs.png
  $ infonce simclr pairs photos --crop 0.08,1 --blur 0.5 --out pairs.png
  $ infonce simclr pairs --run run --out pairs.png`

/** The settings of what is done to views. */
const viewSettings: SettingOptions<Configuration> = new SettingOptions(settings, [
  'crop',
  'flip',
  'jitter',
  'jitterProbability',
  'grayscale',
  'blur',
  'blurWidth',
  'seed',
])

export function addPairs(group: Command): void {
  const command = group
    .command('pairs')
    .description('write a contact sheet of images and two views of each')
    .argument('[images]', 'a folder of images, or one file (default: those of --run)')
    .option('--run <dir>', 'take the images and settings of a run')
    .option('--out <file>', 'the PNG file to write')
    .option('--count <n>', 'images', '32')
    .option('--columns <n>', 'images beside each other', '4')
  addImageOptions(command)
  addFormOptions(command)
  viewSettings.addTo(command)
  command.option('--force', 'overwrite existing files').addHelpText('after', help).action(pairs)
}

async function pairs(path: string | undefined, options: PairsOptions): Promise<void> {
  const { run: folder, out, force = false } = options
  if (out === undefined) throw new UsageError('--out is missing: give the PNG file to write')
  const images = wholeNumber('--count', options.count, 1, 10_000)
  const columns = wholeNumber('--columns', options.columns, 1, 100)
  const typed = viewSettings.inputOf(options)
  if (path === undefined && folder === undefined)
    throw new UsageError('images are missing: give a folder of images or one file, or those of a run by --run')
  const form = options.size ?? options.channels
  if (folder !== undefined && form !== undefined)
    throw new UsageError('--size and --channels are those of the run: leave them out')
  await checkNewFile(out, 'pairs', force)
  const provider = await usualProvider()
  await withProgress(async (progress) => {
    const configuration = folder === undefined ? undefined : (await describeRun(simclr, folder)).configuration
    const set = configuration
      ? await openFor(await imagesFor(folder!, path, options), configuration, progress)
      : await openDescribed(filesDescription(path!, options))
    if (!configuration) tellOpened(set, progress)
    progress.update({ label: 'making views', facts: [] })
    await writeFileAtomic(out, await pairSheet(set, { ...configuration, ...typed }, { images, columns, provider }))
  })
  print(...(await fileTable([out])))
}
