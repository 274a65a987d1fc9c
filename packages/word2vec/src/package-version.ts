// Name and version of this package, for the metadata of files.
import packageJson from '../package.json' with { type: 'json' }

export const PACKAGE_NAME = '@infonce/word2vec'
export const PACKAGE_VERSION: string = packageJson.version
