// The entry of browsers: no files, no run folders.
// Here and not in common.ts: esbuild keeps such an export in an entry alone.
export * from '@infonce/runtime'
export * from './common.js'
export { word2vec } from './definition.js'
