// Which files are series. Node only.
import { type FileKinds, type FilesOfKind, findFiles } from '@infonce/runtime/internals'
import { SeriesError } from '../errors.js'
import { kindOf, type SeriesKind, seriesFormats, seriesKinds } from './series-formats.js'

const files: FileKinds<SeriesKind> = {
  kinds: seriesKinds,
  kindOf,
  endingsOf: (kind) => seriesFormats[kind].extension,
  what: 'is a series',
  countText: (count, kind) => `${count} ${seriesFormats[kind].extension}`,
  Refusal: SeriesError,
}

/** {@link findFiles} for series. */
export const findSeriesFiles = (
  path: string,
  wanted: SeriesKind | undefined,
  except: string | undefined,
): Promise<FilesOfKind<SeriesKind>> => findFiles(path, files, wanted, except)
