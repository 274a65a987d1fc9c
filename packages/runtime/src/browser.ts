// The entry of browsers: what users need there.
export * from './common.js'
