// The options that say which series are meant.
import { resolve } from 'node:path'
import type { SeriesDescription } from '@infonce/cpc'
import type { Command } from 'commander'
import { choiceOf } from '../../choice.js'
import { addSelectionOptions, selectionOf, type TypedSelection } from '../../label-values.js'
import { parseNumber } from '../../numbers.js'
import { UsageError } from '../../usage-error.js'

/** What was typed. */
export interface TypedSeries extends TypedSelection {
  readonly data?: string
  readonly kind?: string
  readonly labels?: string
  readonly labelsCsv?: string
  readonly rate?: string
  readonly channels?: string
  readonly skipBad?: true
}

const kinds = ['wav', 'npy', 'csv'] as const
const channelChoices = ['mix', 'keep'] as const

/** Adds the options; `data` says what --data is for. */
export function addSeriesOptions(command: Command, data: string): void {
  command
    .option('--data <path>', data)
    .option('--kind <name>', `files that are read: ${kinds.join(', ')} (default: the only kind there)`)
    .option('--labels <pattern>', 'labels in the names of files: {word}_{speaker}_*')
    .option('--labels-csv <file>', 'labels in a table: file,word,speaker')
    .option('--rate <hz>', 'resample to this rate (default: that of the files)')
    .option('--channels <how>', `${channelChoices.join(' or ')} (default: mix for wav, keep for others)`)
  addSelectionOptions(command, 'series')
}

/** The options beside --data. */
export const seriesFields: readonly (keyof TypedSeries)[] = [
  ...(['kind', 'labels', 'labelsCsv', 'rate', 'channels', 'only', 'without', 'skipBad'] as const),
]

/**
 * The series in the files at `path`, which is remembered whole.
 * @throws UsageError
 */
export function filesDescription(path: string, typed: TypedSeries): SeriesDescription {
  const { kind, labels, labelsCsv, channels, skipBad = false } = typed
  if (labels !== undefined && labelsCsv !== undefined)
    throw new UsageError('--labels and --labels-csv both give labels: leave one out')
  const source = labelsCsv === undefined ? labels : { csv: resolve(labelsCsv) }
  const rate = typed.rate === undefined ? undefined : positive('--rate', typed.rate)
  const onBad = skipBad ? 'skip' : 'throw'
  return {
    origin: {
      kind: 'files',
      path: resolve(path),
      options: {
        ...(kind !== undefined && { kind: choiceOf('--kind', kinds, kind) }),
        ...(source !== undefined && { labels: source }),
        ...(rate !== undefined && { rate }),
        ...(channels !== undefined && { channels: choiceOf('--channels', channelChoices, channels) }),
        onBadFile: onBad,
      },
    },
    ...selectionOf(typed),
    onShort: onBad,
  }
}

function positive(option: string, text: string): number {
  const value = parseNumber(text)
  if (value > 0) return value
  throw new UsageError(`${option}: expected a number above 0, found '${text}'`)
}
