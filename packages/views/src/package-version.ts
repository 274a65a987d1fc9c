// Name and version of this package, for the metadata of files.
import { version } from '../package.json'

export const PACKAGE_NAME = '@infonce/views'
export const PACKAGE_VERSION: string = version
