// The seeded voices as a set of series.
import { type SeriesSet, seriesInMemory } from '../data/series.js'
import { type VoicesOptions, voices } from '../voices/voices.js'

export const openVoices = (options: VoicesOptions): SeriesSet =>
  seriesInMemory({ rate: options.rate ?? 8000, series: [...voices(options)] })
