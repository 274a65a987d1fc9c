export * from './common.js'
