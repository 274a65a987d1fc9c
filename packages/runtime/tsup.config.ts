import type { Options } from 'tsup'
import { libraryWithBrowser } from '../../tsup.base.js'

const options: Options[] = libraryWithBrowser({ internals: true })

export default options
