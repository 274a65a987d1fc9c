// The entry of Node.

// Here and not in common.ts: esbuild keeps such an export in an entry alone.
export * from '@infonce/runtime'
export * from './common.js'
export { type OpenedSeries, openSeries } from './data/open-series.js'
export { cpcInFolder as cpc, MODEL_FILES, type RunDescription } from './folder.js'
