// Public surface of @infonce/samplers.
export { LogUniformSampler } from './log-uniform.js'
export { FrequencySubsampler } from './subsample.js'
export { UniformSampler } from './uniform.js'
export { type UnigramOptions, UnigramSampler } from './unigram.js'
