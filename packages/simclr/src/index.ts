// The entry of Node.
export * from './common.js'
export { FileError } from './errors.js'
