// The command line: its commands, help, and messages about wrong usage.
import { type Argument, Command } from 'commander'
import { addCpc } from './commands/cpc.js'
import { addDemo } from './commands/demo.js'
import { addInspect } from './commands/inspect.js'
import { addProviders } from './commands/providers.js'
import { addSimClr } from './commands/simclr.js'
import { addWord2vec } from './commands/word2vec.js'
import { exitCodeHelp } from './exit-code.js'
import { errorLine } from './report-error.js'
import { styled } from './style.js'
import { VERSION } from './version.js'

const argumentTerm = (argument: Argument): string =>
  argument.required ? `<${argument.name()}${argument.variadic ? '...' : ''}>` : `[${argument.name()}]`

/** The whole command line; it throws a `CommanderError` where commander by itself would end the process. */
export function program(): Command {
  const root = new Command('infonce')
    .description('Contrastive learning on ONNX Runtime: train, evaluate and export embeddings.')
    .version(VERSION, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .option('--debug', 'show the stack trace of an error (as INFONCE_DEBUG=1 does)')
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => styled(process.stdout, 'bold', title),
      // Without `[options]`, which every command has, the descriptions keep enough room to be wrapped.
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
    })
    .configureOutput({
      outputError: (text, write) => {
        const message = text.replace(/^error: /, '').trim()
        write(`${errorLine(/Did you mean/.test(message) ? message : `${message}: see --help`)}\n`)
      },
    })
    .addHelpText(
      'after',
      `
Examples:
  $ infonce demo
  $ infonce word2vec train --corpus text.txt --out run
  $ infonce word2vec neighbors run france
  $ infonce cpc train --demo
  $ infonce cpc train --data recordings --out run
  $ infonce simclr train images --out run
  $ infonce inspect run/step.onnx

${exitCodeHelp}`,
    )
  addDemo(root)
  addWord2vec(root)
  addCpc(root)
  addSimClr(root)
  addInspect(root)
  addProviders(root)
  return root
}
