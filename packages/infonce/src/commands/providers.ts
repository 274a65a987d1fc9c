// `infonce providers`: where graphs can run on this machine, and what the others need.
import { chooseProvider, findProviders } from '@infonce/runtime'
import type { Command } from 'commander'
import { print, printJson } from '../output.js'
import { columnsOf, styled } from '../style.js'
import { wrap } from '../wrap.js'

const help = `
A graph has the same results on all providers, up to rounding. Drivers may print
their own messages to standard error while providers are detected.

Examples:
  $ infonce providers
  $ infonce providers --json
  $ infonce word2vec train --corpus text.txt --out run --provider auto`

export function addProviders(root: Command): void {
  root
    .command('providers')
    .description('list the providers that can run graphs on this machine, and what others need')
    .option('--json', 'write one line of JSON')
    .addHelpText('after', help)
    .action(providers)
}

async function providers(options: { json?: true }): Promise<void> {
  const findings = await findProviders()
  const auto = (await chooseProvider('auto')).provider
  if (options.json) {
    printJson({ auto, providers: findings })
    return
  }
  for (const { provider, usable, reason } of findings) {
    const state = usable ? 'usable' : 'not usable'
    print(styled(process.stdout, 'bold', `${provider}: ${state}`))
    if (reason !== undefined) print(...wrap(reason.split(' '), columnsOf(process.stdout), '  ', ' '))
  }
  print('', `--provider auto selects ${auto}`)
}
