// The entry of Node.

export * from './common.js'
export { type OpenedSeries, openSeries } from './data/open-series.js'
export { cpcInFolder as cpc, MODEL_FILES, type RunDescription } from './folder.js'
