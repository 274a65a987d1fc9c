// The version of the command.
import packageJson from '../package.json' with { type: 'json' }

export const VERSION: string = packageJson.version
