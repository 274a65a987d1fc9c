// The entry of browsers: no files, no run folders.
export * from './common.js'
export { cpc } from './definition.js'
