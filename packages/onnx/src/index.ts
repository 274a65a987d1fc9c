export { dataLocationProblem } from './data-location.js'
export {
  describeModel,
  type ExternalLocation,
  type InitializerDescription,
  type ModelDescription,
  ModelFormatError,
  type ValueDescription,
} from './describe-model.js'
export { fromFloat16, LARGEST_FLOAT16, toFloat16 } from './float16.js'
export { UnsupportedOperatorError } from './import/errors.js'
export { type ImportedModel, type ReadOptions, readModel } from './import/read-model.js'
export type { ExternalData } from './import/tensor-data.js'
export type { WeightDescription } from './import/trainable.js'
export { type ExternalDataMode, type ModelFiles, type ModelFilesOptions, toModelFiles } from './model-files.js'
export type { StorageReport } from './storage-report.js'
export type { RoundingError, Storage } from './stored-weight.js'
export { IR_VERSION, type ModelOptions, OPSET, toModel } from './to-model.js'
