// The entry of browsers: no file, no checkpoint folder; onnxruntime-web instead of onnxruntime-node.
export * from './common.js'
