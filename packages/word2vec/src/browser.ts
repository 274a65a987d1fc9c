// The entry of browsers: no files, no run folders.
export * from './common.js'
export { word2vec } from './definition.js'
