// The subpath `internals` of browsers: no file, no checkpoint folder; onnxruntime-web instead of onnxruntime-node.
export * from './internals-common.js'
