// Series read from the files of a folder, converted to one form and kept within a budget. Node only.
import { join } from 'node:path'
import type { Labels } from '@infonce/runtime'
import { ArrayCache, entryOf, type OpenFile, usingFile } from '@infonce/runtime/internals'
import { SeriesError } from '../errors.js'
import { type Conversion, convertedLength, convertSeries } from './conversion.js'
import { decodeSeries } from './parse-series.js'
import { NOUN, type Series } from './series.js'
import type { SeriesFormat } from './series-layout.js'

/** What is known of a file, before conversion. */
export interface KnownSeries extends Omit<Series, 'samples'> {
  readonly name: string
}

/** A file that was looked at. */
export interface InspectedSeries extends KnownSeries {
  /** Where all had to be decoded to know whether the file is good. */
  readonly samples: Float32Array | undefined
}

/** Files of one format in a folder. */
export class FileSource {
  readonly found: (KnownSeries & { readonly labels: Labels })[] = []
  private readonly cache: ArrayCache<Float32Array>

  constructor(
    private readonly folder: string,
    private readonly format: SeriesFormat,
    private readonly conversion: Conversion,
    cacheBytes: number,
  ) {
    this.cache = new ArrayCache(cacheBytes, (index) => this.load(index))
  }

  /** Looks at a file, whose samples are decoded if some may not be finite. */
  async inspect(name: string): Promise<InspectedSeries> {
    const path = join(this.folder, name)
    const look = async (file: OpenFile): Promise<InspectedSeries> => {
      const layout = await file.layout((size) => this.format.layout(size, path))
      const { channels, rate, length, data, alwaysFinite } = layout
      const known = { name, channels, rate, length }
      // Refuses impossible rates now.
      convertedLength(known, this.conversion)
      if (alwaysFinite) return { ...known, samples: undefined }
      return { ...known, samples: decodeSeries(layout, await file.bytes(data), path).samples }
    }
    return usingFile(path, look, SeriesError)
  }

  /** Makes a file the next series: one at a time. Throws the signal's reason. */
  async add({ samples, ...known }: InspectedSeries, labels: Labels, signal?: AbortSignal): Promise<void> {
    const channels = this.conversion.mixes ? 1 : known.channels
    const bytes = Float32Array.BYTES_PER_ELEMENT * channels * convertedLength(known, this.conversion)
    if (samples && this.cache.hasRoomFor(bytes)) {
      const converted = await convertSeries({ ...known, samples }, this.conversion, signal)
      this.cache.keep(this.found.length, converted.samples)
    }
    this.found.push({ ...known, labels })
  }

  /** The samples of series `index`, converted. */
  read(index: number): Promise<Float32Array> {
    return this.cache.read(index)
  }

  private async load(index: number): Promise<Float32Array> {
    const before = entryOf(this.found, index, NOUN)
    const path = join(this.folder, before.name)
    const decode = async (file: OpenFile): Promise<Series> => {
      const layout = await file.layout((size) => this.format.layout(size, path))
      return decodeSeries(layout, await file.bytes(layout.data), path)
    }
    const series = await usingFile(path, decode, SeriesError)
    if (series.length !== before.length || series.channels !== before.channels || series.rate !== before.rate)
      throw new SeriesError(path, 'has changed since it was opened: open the series again')
    return (await convertSeries(series, this.conversion)).samples
  }
}
