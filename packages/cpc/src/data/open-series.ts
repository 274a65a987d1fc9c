// Series in files: a folder of them, or one. Node only.
import { join } from 'node:path'
import { ValueError } from '@infonce/core'
import type { BadFile, FilesFound, LabelSource } from '@infonce/runtime'
import { fileLabels, filesFound } from '@infonce/runtime/internals'
import { FileError, SeriesError } from '../errors.js'
import { type Conversion, commonForm, convertedLength } from './conversion.js'
import { FileSource } from './file-source.js'
import { findSeriesFiles } from './find-series-files.js'
import type { SeriesSet } from './series.js'
import { type SeriesKind, seriesFormats, seriesKinds } from './series-formats.js'

/** A set whose series lie in files. */
export interface OpenedSeries extends SeriesSet {
  /** Files that were left out, under `onBadFile: 'skip'`. */
  readonly skipped: readonly BadFile[]
  /** How many files of which kinds are read and left out. */
  readonly found: FilesFound
}

export interface OpenSeriesOptions {
  /** Which files of a folder are read, by default those of the only kind that is there; or what a single file is. */
  readonly kind?: SeriesKind
  /**
   * Where the labels come from; none by default. A pattern of names, `{digit}_{speaker}_{index}` or, with folders,
   * `{speaker}/{word}`; or a CSV file whose first row is `file,` and the names of the labels.
   */
  readonly labels?: LabelSource
  /** Hz: files of other rates are resampled to it. By default the files' own rate, which must be one. */
  readonly rate?: number
  /** `mix`: one channel, the mean of all, the default of WAV; `keep`: the channels as they are, the default of others. */
  readonly channels?: 'mix' | 'keep'
  /** What is done about a file that cannot be read or has no labels; `throw` by default. */
  readonly onBadFile?: 'throw' | 'skip'
  /** How many bytes of decoded samples are kept for the next reader; 1 GiB by default. */
  readonly cacheBytes?: number
  /** Called as files are looked at. */
  readonly onProgress?: (done: number, total: number) => void
  /** Ends the opening with its reason. */
  readonly signal?: AbortSignal
}

/** Files that are looked at together. */
const AT_ONCE = 16
const DEFAULT_CACHE = 2 ** 30

/**
 * Opens the series of a folder and the folders below it, sorted by path, or the one in a file. A series' name is its
 * path within the folder, its length that after resampling (see {@link resample}). Samples are read when they are
 * asked for and kept within a budget; of files that may hold numbers that are not finite (CSV, float NPY and WAV) all
 * are read once at the opening, so that bad ones are known before the set is used. Files of other extensions are
 * left out, and counted in `found`; those whose names begin with a dot, and descriptions (README, .txt, .json, …), count
 * for nothing.
 * @throws ValueError for impossible options. SeriesError where there are no files of series, or of several kinds;
 * where none can be read; where rates differ and none is given, or channels; where the table of labels is malformed.
 * A bad file (not of its format, truncated, empty, not finite, without labels, in the table of labels but not there)
 * is a SeriesError, or a FileError where the system refuses, unless `onBadFile` is `skip`.
 */
export async function openSeries(path: string, options: OpenSeriesOptions = {}): Promise<OpenedSeries> {
  const { onProgress, signal } = options
  checkOptions(options)
  const csv = typeof options.labels === 'object' ? options.labels.csv : undefined
  const files = await findSeriesFiles(path, options.kind, csv)
  const { folder, names, kind, leftOut } = files
  const conversion = conversionOf(kind, options)
  const skipped: BadFile[] = []
  const onBad = (name: string, error: unknown) => {
    const isBad = error instanceof SeriesError || error instanceof FileError
    if (!isBad || options.onBadFile !== 'skip') throw error
    skipped.push({ name, reason: error.message })
  }
  const labelsOf = await fileLabels(options.labels, files, onBad, SeriesError)

  const source = new FileSource(folder, seriesFormats[kind], conversion, options.cacheBytes ?? DEFAULT_CACHE)
  for (let i = 0; i < names.length; i += AT_ONCE) {
    signal?.throwIfAborted()
    const group = names.slice(i, i + AT_ONCE)
    const results = await Promise.allSettled(
      group.map(async (name) => ({ labels: labelsOf(name, join(folder, name)), file: await source.inspect(name) })),
    )
    for (const [j, result] of results.entries())
      if (result.status === 'fulfilled') await source.add(result.value.file, result.value.labels, signal)
      else onBad(group[j]!, result.reason)
    onProgress?.(i + group.length, names.length)
  }
  const { found } = source
  if (found.length === 0)
    throw new SeriesError(path, `none of its ${names.length} files can be used; ${skipped[0]!.reason}`)
  return {
    ...commonForm(path, found, conversion),
    series: found.map((file) => ({ name: file.name, length: convertedLength(file, conversion), labels: file.labels })),
    ...{ skipped, found: filesFound(names, leftOut, labelsOf) },
    read: (index) => source.read(index),
  }
}

function conversionOf(kind: SeriesKind, { channels, rate }: OpenSeriesOptions): Conversion {
  if (rate !== undefined && kind !== 'wav')
    throw new ValueError(`rate: ${seriesFormats[kind].name} files have no rate to resample from: leave it out`)
  return { mixes: (channels ?? (kind === 'wav' ? 'mix' : 'keep')) === 'mix', rate }
}

function checkOptions({ kind, labels = '', channels, onBadFile, cacheBytes = 0 }: OpenSeriesOptions): void {
  checkChoice('kind', kind, seriesKinds)
  checkChoice('channels', channels, ['mix', 'keep'])
  checkChoice('onBadFile', onBadFile, ['throw', 'skip'])
  if (typeof labels !== 'string' && typeof labels?.csv !== 'string')
    throw new ValueError('labels must be a pattern of names, or { csv: path }')
  if (!(cacheBytes >= 0)) throw new ValueError(`cacheBytes must be 0 or more; found ${cacheBytes}`)
}

function checkChoice(option: string, found: string | undefined, choices: readonly string[]): void {
  if (found !== undefined && !choices.includes(found))
    throw new ValueError(`${option} must be one of ${choices.join(', ')}; found '${found}'`)
}
