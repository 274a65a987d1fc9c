import type { Options } from 'tsup'
import { library } from '../../tsup.base.js'

const options: Options = library({ inline: ['onnx-buf'] })

export default options
