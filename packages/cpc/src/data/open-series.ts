// Series in files: a folder of them, or one. Node only.
import { join } from 'node:path'
import { ValueError } from '@infonce/core'
import type { LabelSource } from '@infonce/runtime'
import {
  BadFiles,
  checkChoice,
  checkOpenFilesOptions,
  DEFAULT_CACHE_BYTES,
  FILES_AT_ONCE,
  fileLabels,
  filesFound,
  inGroups,
  type OpenedData,
  type OpenFilesOptions,
} from '@infonce/runtime/internals'
import { SeriesError } from '../errors.js'
import { type Conversion, commonForm, convertedLength } from './conversion.js'
import { FileSource } from './file-source.js'
import { findSeriesFiles } from './find-series-files.js'
import type { SeriesSet } from './series.js'
import { type SeriesKind, seriesFormats, seriesKinds } from './series-formats.js'

/** A set whose series lie in files; those that were left out, under `onBadFile: 'skip'`, are `skipped`. */
export interface OpenedSeries extends SeriesSet, Required<OpenedData> {}

export interface OpenSeriesOptions extends OpenFilesOptions {
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
}

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
  const bad = new BadFiles(options.onBadFile, SeriesError)
  const labelsOf = await fileLabels(options.labels, files, (name, error) => bad.take(name, error), SeriesError)

  const source = new FileSource(folder, seriesFormats[kind], conversion, options.cacheBytes ?? DEFAULT_CACHE_BYTES)
  const look = async (name: string) => ({
    labels: labelsOf(name, join(folder, name)),
    file: await source.inspect(name),
  })
  const told = (done: number): void => onProgress?.(done, names.length)
  for await (const { item: name, result } of inGroups(names, FILES_AT_ONCE, look, told, signal))
    if (result.status === 'fulfilled') await source.add(result.value.file, result.value.labels, signal)
    else bad.take(name, result.reason)
  const { skipped } = bad
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

function checkOptions(options: OpenSeriesOptions): void {
  const { kind, labels = '', channels } = options
  checkChoice('kind', kind, seriesKinds)
  checkChoice('channels', channels, ['mix', 'keep'])
  if (typeof labels !== 'string' && typeof labels?.csv !== 'string')
    throw new ValueError('labels must be a pattern of names, or { csv: path }')
  checkOpenFilesOptions(options)
}
