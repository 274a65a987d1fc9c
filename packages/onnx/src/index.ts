export {
  describeModel,
  type ModelDescription,
  ModelFormatError,
  type ValueDescription,
} from './describe-model.js'
export { IR_VERSION, type ModelOptions, OPSET, toModel } from './to-model.js'
