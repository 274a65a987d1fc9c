// The kinds of files that hold series.
import { csvFormat } from './csv.js'
import { npyFormat } from './npy.js'
import type { SeriesFormat } from './series-layout.js'
import { wavFormat } from './wav-layout.js'

/** A kind of file that holds series, by its extension. */
export type SeriesKind = 'wav' | 'npy' | 'csv'

export const seriesFormats: Readonly<Record<SeriesKind, SeriesFormat>> = {
  wav: wavFormat,
  npy: npyFormat,
  csv: csvFormat,
}

export const seriesKinds: readonly SeriesKind[] = Object.keys(seriesFormats) as SeriesKind[]

/** The kind of a file by its extension, in whatever case. */
export function kindOf(name: string): SeriesKind | undefined {
  const lower = name.toLowerCase()
  return seriesKinds.find((kind) => lower.endsWith(seriesFormats[kind].extension))
}
